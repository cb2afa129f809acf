import { given } from "../../core/given.ts";
import type { IncidentTransaction } from "../../incidents/incident-store.ts";
import type { DecisionMoment, DecisionRequest, DecisionResult } from "../decisions.ts";
import { attemptsOf } from "../ledger/attempt-rows.ts";
import { saidOf } from "../what-people-say.ts";
import { toUndo } from "./ask-undo.ts";
import { insertWish } from "./undo-requests.ts";

/**
 * A person wants a fix undone. It is written down and looked at next: the cluster is not asked here, for the answer must come at
 * once. The press names the plan that held, so that it means no other fix.
 */
export async function decideUndo(
  tx: IncidentTransaction,
  request: DecisionRequest,
  { now }: DecisionMoment,
): Promise<DecisionResult> {
  const { incident, db } = tx;
  const { by, door, fix } = request;
  const found = toUndo(incident, await attemptsOf(db, incident.id));
  if ("refused" in found || found.attempt.planDigest !== fix) return { result: "no-fix" };
  const words = saidOf(request.comment);
  if (words === "") return { result: "nothing-said" };
  const { attempt } = found;
  const wish = { attemptId: attempt.id, incidentId: incident.id, by, reason: words };
  if (!(await insertWish(db, wish, now))) return { result: "undo-asked-before" };
  const reason = `${by} wants attempt ${attempt.number} undone: ${words}`;
  const input = {
    attemptId: attempt.id,
    planDigest: fix,
    door,
    by,
    ...given("person", request.person),
    words,
  };
  await tx.advance(
    { type: "undo-asked", by, reason },
    { text: `${reason} (through the ${door})`, input, output: {} },
  );
  return { result: "undo-asked" };
}
