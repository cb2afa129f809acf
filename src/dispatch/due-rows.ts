import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Queue } from "./queues.ts";

export interface DueRow {
  queue: Queue;
  key: string;
  dueAt: Date;
}

/** More than any worker has slots for; the rest comes when these are done. */
const MAX_INCIDENTS = 100;

/** The rows that want work at `now`, the oldest first; three look-ups in partial indexes. */
export async function readDueRows(db: Kysely<Tables>, now: Date): Promise<DueRow[]> {
  const { rows } = await sql<DueRow>`
    (select 'advance' as queue, id::text as key, due_at as "dueAt" from incidents
      where due_at <= ${now} order by due_at limit ${MAX_INCIDENTS})
    union all
    (select 'correlate', 'correlate', due_at from signals
      where state = 'pending' and due_at <= ${now} order by due_at limit 1)
    union all
    (select 'deliver', 'deliver', due_at from outbox
      where state in ('pending', 'sending') and due_at <= ${now} order by due_at limit 1)`.execute(db);
  return rows;
}

export async function isIncidentDue(db: Kysely<Tables>, incidentId: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom("incidents")
    .select("id")
    .where("id", "=", incidentId)
    .where("due_at", "<=", now)
    .executeTakeFirst();
  return row !== undefined;
}
