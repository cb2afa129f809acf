import type { ActionType } from "../domain/action.ts";
import type { Cause } from "../domain/cause.ts";
import type { Database } from "./incident-row.ts";

/** One verified outcome. `shape` describes the workload without naming it: what would make another one behave alike. */
export interface Outcome {
  cause: Cause;
  action: ActionType;
  shape: string;
  held: boolean;
}

export interface PastOutcome {
  action: string;
  held: number;
  failed: number;
  lastAt: Date;
}

/** Counts an outcome, in the transaction that settles the attempt. */
export async function recordExperience(db: Database, outcome: Outcome, at: Date): Promise<void> {
  const { cause, action, shape, held } = outcome;
  await db
    .insertInto("experience")
    .values({ cause, action, shape, held: held ? 1 : 0, failed: held ? 0 : 1, last_at: at })
    .onConflict((conflict) =>
      conflict.columns(["cause", "action", "shape"]).doUpdateSet((eb) => ({
        held: eb("experience.held", "+", eb.ref("excluded.held")),
        failed: eb("experience.failed", "+", eb.ref("excluded.failed")),
        last_at: eb.ref("excluded.last_at"),
      })),
    )
    .execute();
}

/** What outcomes of this cause on workloads of this shape taught, the action that held most often first. */
export async function pastExperience(
  db: Database,
  of: { cause: Cause; shape: string },
): Promise<PastOutcome[]> {
  const rows = await db
    .selectFrom("experience")
    .select(["action", "held", "failed", "last_at as lastAt"])
    .where("cause", "=", of.cause)
    .where("shape", "=", of.shape)
    .orderBy("held", "desc")
    .orderBy("action")
    .limit(20)
    .execute();
  return rows;
}
