import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";

/** Two incidents that touch one workload take turns: true when this one has the turn, which it keeps until it gives it back. */
export async function takeTurn(
  tx: Transaction<Tables>,
  targetKey: string,
  incidentId: string,
  at: Date,
): Promise<boolean> {
  const [, row] = await Promise.all([
    tx
      .insertInto("turns")
      .values({ target_key: targetKey, incident_id: incidentId, taken_at: at })
      .onConflict((conflict) => conflict.column("target_key").doNothing())
      .execute(),
    tx.selectFrom("turns").select("incident_id").where("target_key", "=", targetKey).executeTakeFirst(),
  ]);
  return row?.incident_id === incidentId;
}

/** Whether another incident has the turn; without a lock, so that it may change at once. */
export async function isTurnTaken(
  db: Kysely<Tables>,
  targetKey: string,
  incidentId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom("turns")
    .select("incident_id")
    .where("target_key", "=", targetKey)
    .where("incident_id", "!=", incidentId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function giveBackTurns(tx: Transaction<Tables>, incidentId: string): Promise<void> {
  await tx.deleteFrom("turns").where("incident_id", "=", incidentId).execute();
}

/** Serialises the count of changes in flight among replicas: held until the transaction ends. */
export async function lockFlight(tx: Transaction<Tables>): Promise<void> {
  await Promise.all([
    tx
      .insertInto("settings")
      .values({ name: "changes-in-flight-lock", value: "" })
      .onConflict((conflict) => conflict.column("name").doNothing())
      .execute(),
    tx
      .selectFrom("settings")
      .select("name")
      .where("name", "=", "changes-in-flight-lock")
      .forUpdate()
      .executeTakeFirst(),
  ]);
}

/** Attempts under way whose rollout is not finished, this incident's own left out. */
export async function changesInFlight(db: Kysely<Tables>, incidentId: string): Promise<number> {
  const rows = await db
    .selectFrom("attempts")
    .select("verification")
    .where("result", "is", null)
    .where("incident_id", "!=", incidentId)
    .execute();
  return rows.filter((row) => row.verification.rolledOutAt === null).length;
}
