import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";
import { recordExperience } from "../../incidents/experience.ts";

/** What a verified or failed attempt teaches: cause, action and kind of workload -> how often it held. */
export async function recordOutcome(
  tx: Transaction<Tables>,
  outcome: { incident: Incident; attempt: Attempt; isHeld: boolean; at: Date },
): Promise<void> {
  const { incident, attempt, isHeld, at } = outcome;
  const action = attempt.plan.actions[0];
  if (action === undefined) return;
  await recordExperience(
    tx,
    {
      cause: incident.cause ?? "unknown",
      action: action.type,
      shape: incident.subject.kind,
      held: isHeld,
    },
    at,
  );
}
