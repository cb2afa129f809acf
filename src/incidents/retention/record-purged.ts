import { sql, type Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { FIRST_PURGED, hashOfPurged, type PurgedHead } from "./purged-chain.ts";

/** Keeps where the audit of each incident ends, as the newest records of one chain. */
export async function recordPurged(
  trx: Transaction<Tables>,
  ids: readonly string[],
  now: Date,
): Promise<PurgedHead> {
  // One at a time, so that the records are one chain.
  await sql`select pg_advisory_xact_lock(hashtext('purged_chains'))`.execute(trx);
  let head = await newestPurged(trx);
  for (const chain of await chainsOf(trx, ids)) {
    const row = { number: head.purged + 1, ...chain, purged_at: now, previous_hash: head.hash };
    const hash = hashOfPurged(row);
    await trx
      .insertInto("purged_chains")
      .values({ ...row, hash })
      .execute();
    head = { purged: row.number, hash };
  }
  return head;
}

async function newestPurged(trx: Transaction<Tables>): Promise<PurgedHead> {
  const row = await trx
    .selectFrom("purged_chains")
    .select(["number", "hash"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? FIRST_PURGED : { purged: row.number, hash: row.hash };
}

function chainsOf(trx: Transaction<Tables>, ids: readonly string[]) {
  return trx
    .selectFrom("incidents")
    .innerJoin("audit", (join) =>
      join.onRef("audit.incident_id", "=", "incidents.id").onRef("audit.sequence", "=", "incidents.sequence"),
    )
    .select(["incidents.id as incident_id", "cluster", "cause", "outcome", "opened_at"])
    .select(
      sql<string>`concat_ws('/', subject_kind, nullif(subject_namespace, ''), subject_name)`.as("subject"),
    )
    .select(sql<Date>`closed_at`.as("closed_at"))
    .select(["incidents.sequence", "audit.hash as head"])
    .where("incidents.id", "in", [...ids])
    .orderBy("closed_at")
    .orderBy("incidents.id")
    .execute();
}
