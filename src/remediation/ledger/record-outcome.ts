import { sql, type Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Attempt } from "../../domain/attempt.ts";
import type { Incident } from "../../domain/incident.ts";

/** What a verified or failed attempt teaches: cause, action and kind of workload -> how often it held. */
export async function recordOutcome(
  tx: Transaction<Tables>,
  outcome: { incident: Incident; attempt: Attempt; isHeld: boolean; at: Date },
): Promise<void> {
  const { incident, attempt, isHeld, at } = outcome;
  const action = attempt.plan.actions[0];
  if (action === undefined) return;
  const [held, failed] = isHeld ? [1, 0] : [0, 1];
  await tx
    .insertInto("experience")
    .values({
      cause: incident.cause ?? "unknown",
      action: action.type,
      shape: action.target.kind,
      held,
      failed,
      last_at: at,
    })
    .onConflict((conflict) =>
      conflict.columns(["cause", "action", "shape"]).doUpdateSet({
        held: sql<number>`experience.held + ${held}`,
        failed: sql<number>`experience.failed + ${failed}`,
        last_at: at,
      }),
    )
    .execute();
}
