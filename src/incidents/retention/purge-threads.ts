import { sql } from "kysely";
import type { Database } from "../incident-row.ts";

/** The thread's own rows go last: by them the others are found. */
const TABLES = ["checkpoint_writes", "checkpoint_blobs", "checkpoints"] as const;
/** Wall time, as the checkpoints' own. A run is gone on with for ten minutes. */
const KEPT = "1 hour";
const MOST_THREADS = 100;

/**
 * Deletes threads that nobody goes on with: the end of a run deletes its own, but a worker that was overtaken may write to
 * one after that. Returns how many rows it was.
 */
export async function purgeThreads(db: Database): Promise<number> {
  const { rows: found } = await sql<{ name: string | null }>`
    select to_regclass('checkpoints.checkpoints')::text as name`.execute(db);
  if ((found[0]?.name ?? null) === null) return 0;
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ thread_id: string }>`
      select thread_id from checkpoints.checkpoints group by thread_id
      having max((checkpoint ->> 'ts')::timestamptz) < clock_timestamp() - ${KEPT}::interval
      limit ${MOST_THREADS}`.execute(trx);
    const threads = rows.map(({ thread_id }) => thread_id);
    let count = 0;
    for (const table of threads.length === 0 ? [] : TABLES) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(`checkpoints.${table}`)} where thread_id = any(${threads})`.execute(trx);
      count += Number(numAffectedRows ?? 0);
    }
    return count;
  });
}
