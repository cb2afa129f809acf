import { sql, type Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";

/** Where the walk through the closed incidents, oldest first, stands. */
export interface Place {
  openedAt: Date;
  id: string;
}

export interface PurgeQuestion {
  /** What was closed before it, and has been quiet since, may go. */
  before: Date;
  now: Date;
  after: Place | undefined;
  /** Incidents looked at in one batch. */
  look: number;
  /** Rows of the audit that one batch takes, but one incident's at least. */
  mostRows: number;
}

export interface PurgeLook {
  ids: string[];
  /** Undefined where there is nothing further to look at. */
  reached: Place | undefined;
}

/**
 * Reasons to keep a closed incident however old it is: something of it is under way, somebody is still owed word of it, or
 * what it knows still holds the service back. Each is true of the rows of incident `i`.
 */
export const KEPT_BY = {
  "something is due": sql<boolean>`i.due_at is not null or i.thread_id is not null`,
  "its subject is watched on": sql<boolean>`i.watch_until >= ${sql.ref("q.now")}`,
  "an incident that it caused is here": sql<boolean>`exists (select from incidents c where c.caused_by = i.id)`,
  "an attempt has not ended": sql<boolean>`exists (
    select from attempts a where a.incident_id = i.id and a.result is null)`,
  "a question waits": sql<boolean>`exists (
    select from approvals p where p.incident_id = i.id and p.state = 'pending')`,
  "word of it has not gone out": sql<boolean>`exists (
    select from outbox o where o.incident_id = i.id and o.state in ('pending', 'sending'))`,
  "it has its object's turn": sql<boolean>`exists (select from turns t where t.incident_id = i.id)`,
  "a breaker that it opened is open": sql<boolean>`exists (
    select from breakers b where b.incident_id = i.id and b.lifted_at is null)`,
  "an alert of it still comes": sql<boolean>`exists (
    select from alerts a where a.incident_id = i.id and a.last_received_at >= ${sql.ref("q.before")})`,
  // Until somebody's later repair of the object held, it keeps the service from doing again what a person undid.
  "a person undid its repair": sql<boolean>`exists (
    select from attempts u where u.incident_id = i.id and u.result in ('verified', 'kept')
      and jsonb_typeof(u.plan -> 'undoes') = 'object'
      and not exists (select from attempts l where l.target_key = u.target_key and l.started_at > u.started_at
        and l.result in ('verified', 'kept') and l.plan -> 'actions' @>
          jsonb_build_array(jsonb_build_object('type', u.plan -> 'actions' -> 0 -> 'type'))))`,
} as const;

/** The next closed incidents that may go, locked; those that somebody works on are passed over. */
export async function takePurgeable(trx: Transaction<Tables>, question: PurgeQuestion): Promise<PurgeLook> {
  const { before, now, after, look, mostRows } = question;
  const kept = sql.join(
    Object.values(KEPT_BY).map((reason) => sql`coalesce(${reason}, false)`),
    sql` or `,
  );
  const place =
    after === undefined ? sql`true` : sql`(opened_at, id) > (${after.openedAt}, ${after.id}::uuid)`;
  const { rows } = await sql<{ id: string; opened_at: Date; rows: number; may_go: boolean }>`
    with q as (select ${before}::timestamptz as before, ${now}::timestamptz as now),
    oldest as (
      select id, opened_at from incidents where status = 'closed' and opened_at < ${before} and ${place}
      order by opened_at, id limit ${look})
    select i.id, i.opened_at, i.sequence as rows,
      coalesce(i.status = 'closed' and i.closed_at < q.before and i.last_symptom_at < q.before, false)
        and not (${kept}) as may_go
    from oldest join incidents i on i.id = oldest.id, q
    order by i.opened_at, i.id
    for update of i skip locked`.execute(trx);
  return withinRows(rows, { look, mostRows });
}

function withinRows(
  rows: readonly { id: string; opened_at: Date; rows: number; may_go: boolean }[],
  { look, mostRows }: { look: number; mostRows: number },
): PurgeLook {
  const ids: string[] = [];
  let left = mostRows;
  let reached: Place | undefined;
  for (const row of rows) {
    if (row.may_go && ids.length > 0 && row.rows > left) return { ids, reached };
    reached = { openedAt: row.opened_at, id: row.id };
    if (!row.may_go) continue;
    ids.push(row.id);
    left -= row.rows;
  }
  return { ids, reached: rows.length < look ? undefined : reached };
}
