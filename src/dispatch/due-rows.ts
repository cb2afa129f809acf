import { type Kysely, sql } from "kysely";
import { SEVERITY_RANKS } from "../database/severities.ts";
import type { Tables } from "../database/tables.ts";
import type { Queue } from "./queues.ts";

export interface DueRow {
  queue: Queue;
  key: string;
  dueAt: Date;
}

/** Of each severity: more than any worker has slots for; the rest comes when these are done. */
const MAX_INCIDENTS = 100;

/** The rows that want work at `now`, by severity and age (`BEHIND_SECONDS`); look-ups in partial indexes alone. */
export async function readDueRows(db: Kysely<Tables>, now: Date): Promise<DueRow[]> {
  const { rows } = await dueStatement(now).execute(db);
  return rows.map(({ queue, key, dueAt }) => ({ queue, key, dueAt }));
}

/** Exported for the test that holds it to its indexes. */
export function dueStatement(now: Date) {
  return sql<DueRow>`
    (select 'advance' as queue, next.id::text as key, next.due_at as "dueAt", next.due_at + rank.behind as turn
      from ${SEVERITY_RANKS} cross join lateral (
        select id, due_at from incidents where severity = rank.severity and due_at <= ${now}
        order by due_at limit ${MAX_INCIDENTS}) as next)
    union all
    (select 'correlate', 'correlate', next.due_at, next.due_at
      from ${SEVERITY_RANKS} cross join lateral (
        select due_at from signals where state = 'pending' and severity = rank.severity and due_at <= ${now}
        order by due_at limit 1) as next
      order by next.due_at limit 1)
    union all
    (select 'deliver', 'deliver', due_at, due_at from outbox
      where state in ('pending', 'sending') and due_at <= ${now} order by due_at limit 1)
    order by turn`;
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
