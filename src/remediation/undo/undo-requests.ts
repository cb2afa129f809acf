import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";

/** A person's wish on a card, until it is looked at. */
export interface UndoWish {
  attemptId: string;
  incidentId: string;
  by: string;
  reason: string;
}

/** False where somebody wished for it before. */
export async function insertWish(tx: Transaction<Tables>, wish: UndoWish, at: Date): Promise<boolean> {
  const { attemptId, incidentId, by, reason } = wish;
  const kept = await tx
    .insertInto("undo_requests")
    .values({ attempt_id: attemptId, incident_id: incidentId, by, reason, asked_at: at })
    .onConflict((conflict) => conflict.column("attempt_id").doNothing())
    .returning("attempt_id")
    .executeTakeFirst();
  return kept !== undefined;
}

export async function wishOf(db: Kysely<Tables>, incidentId: string): Promise<UndoWish | undefined> {
  const row = await db
    .selectFrom("undo_requests")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("asked_at", "desc")
    .executeTakeFirst();
  return row && { attemptId: row.attempt_id, incidentId, by: row.by, reason: row.reason };
}

export async function forgetWishes(tx: Transaction<Tables>, incidentId: string): Promise<void> {
  await tx.deleteFrom("undo_requests").where("incident_id", "=", incidentId).execute();
}
