import { given } from "../core/given.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import type { DecisionRequest, DecisionResult } from "./decisions.ts";

/** Refusals of the policy, with the words of the timeline; the others are told by the state that the incident has. */
const REASONS: Partial<Record<DecisionResult["result"], string>> = {
  "card-only": "the policy wants it decided on the card",
  "not-named": "the policy names others for it",
  "not-by-link": "a link answers its question alone",
  "same-person": "a second person is needed, and this one is the first",
};

/** Somebody tried what they may not: an audit row, once however often they press. */
export async function noteRefusal(
  tx: IncidentTransaction,
  { by, person, door, decision }: DecisionRequest,
  { result }: DecisionResult,
): Promise<void> {
  const reason = REASONS[result];
  if (reason === undefined) return;
  // Without the name, which a form lets everybody choose: no press must be able to fill the audit.
  const text = `${decision} through the ${door} was refused: ${reason}`;
  const known = await tx.db
    .selectFrom("audit")
    .select("sequence")
    .where("incident_id", "=", tx.incident.id)
    .where("kind", "=", KIND)
    .where("text", "=", text)
    .limit(1)
    .executeTakeFirst();
  if (known !== undefined) return;
  await tx.note(KIND, {
    text,
    input: { by, ...given("person", person), door, decision },
    output: { refused: result },
  });
}

const KIND = "decision-refused";
