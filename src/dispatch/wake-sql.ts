import { type RawBuilder, sql } from "kysely";
import { SEVERITY_RANKS } from "../database/severities.ts";
import type { Queue } from "./queues.ts";

export const WAKE_CHANNEL = "kube_autofix_wake";
export const QUEUE_SCHEMA = "queue";
export const JOBS = sql.table(`${QUEUE_SCHEMA}.job`);

/**
 * Common table expressions that send one job where `asked` has a row and no job of this key waits. One that waits is
 * locked until the transaction ends, so that no worker answers it before it can see what the transaction writes; where a
 * worker is taking it right now, a new one is sent. Never waits for another transaction, so that it cannot deadlock.
 *
 * The row is what the queue's own `send` writes (a test compares the two): `send` takes a statement of its own, and a
 * statement costs more than all that it does here.
 */
export function wakeSql(queue: Queue, key: string): RawBuilder<unknown> {
  return queue === "advance"
    ? wakeOfIncident(key)
    : wakeWith(queue, key, { priority: sql`0`, lock: sql`share` });
}

/**
 * The queue takes the highest priority first: here the earlier turn (`due_at` and what its severity puts it behind), in
 * seconds, so that age outweighs severity in the end. A job that waits is put forward where its incident got worse, and so
 * it is locked for itself alone: two that share a lock could not both change it.
 */
function wakeOfIncident(key: string): RawBuilder<unknown> {
  const priority = sql`coalesce((
    select greatest(-2147483647, least(2147483647, ${FIRST_SECOND} -
      extract(epoch from coalesce(incident.due_at, incident.last_symptom_at) + rank.behind)))::integer
    from incidents as incident join ${SEVERITY_RANKS} on rank.severity = incident.severity
    where incident.id = ${key}::uuid), 0)`;
  return sql`${wakeWith("advance", key, { priority, lock: sql`update` })},
    forward as (
      update ${JOBS} as job set priority = ${priority} from waiting
      where job.name = 'advance' and job.id = waiting.id and job.priority < ${priority})`;
}

/** 2026-01-01, so that seconds fit into the queue's integer for long. */
const FIRST_SECOND = sql.lit(1_767_225_600);

function wakeWith(
  queue: Queue,
  key: string,
  { priority, lock }: Record<"priority" | "lock", RawBuilder<unknown>>,
): RawBuilder<unknown> {
  return sql`
    waiting as (
      select id from ${JOBS} where name = ${queue} and singleton_key = ${key} and state < 'active'
        and exists (select from asked)
      limit 1 for ${lock} skip locked),
    sent as (
      insert into ${JOBS} (name, priority, data, singleton_key, start_after, created_on, keep_until, expire_seconds,
        deletion_seconds, retry_limit, retry_delay, retry_backoff, retry_delay_max, policy, dead_letter,
        heartbeat_seconds)
      select q.name, ${priority}, jsonb_build_object('key', ${key}::text), ${key}, now.at, now.at,
        now.at + q.retention_seconds * interval '1s', q.expire_seconds, q.deletion_seconds, q.retry_limit,
        q.retry_delay, q.retry_backoff, q.retry_delay_max, q.policy, q.dead_letter, q.heartbeat_seconds
      from ${sql.table(`${QUEUE_SCHEMA}.queue`)} q, ${sql.raw(QUEUE_SCHEMA)}.job_now() as now (at)
      where q.name = ${queue} and exists (select from asked) and not exists (select from waiting)
      returning id),
    woken as (select pg_notify(${WAKE_CHANNEL}, ${queue}) from sent)`;
}
