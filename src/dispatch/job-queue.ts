import { type Kysely, sql, type Transaction } from "kysely";
import type pg from "pg";
import { fromKysely, PgBoss } from "pg-boss";
import { z } from "zod";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { withPoolLocked } from "../database/migrate.ts";
import type { Tables } from "../database/tables.ts";
import { QUEUES, type Queue } from "./queues.ts";

export const WAKE_CHANNEL = "kube_autofix_wake";
const SCHEMA = "queue";
const JOBS = sql.table(`${SCHEMA}.job`);

/** A job's only content: whom to wake. */
const dataSchema = z.object({ key: z.string() });

export interface WakeJob {
  id: string;
  key: string;
}

/** The durable list of wakes, in the service's own database. */
export interface JobQueue {
  start(): Promise<void>;
  stop(): Promise<void>;
  send(trx: Transaction<Tables>, queue: Queue, key: string): Promise<void>;
  fetch(queue: Queue, limit: number): Promise<WakeJob[]>;
  /** The wake was answered. */
  finish(queue: Queue, ids: readonly string[]): Promise<void>;
  /** The wake was not answered: another worker may take it at once. */
  giveBack(queue: Queue, ids: readonly string[]): Promise<void>;
}

const QUEUE_OPTIONS = {
  expireInSeconds: 60,
  // A wake is never given up: where its row is not due any more, its run costs little.
  retryLimit: 1_000_000,
  retryDelay: 0,
  deleteAfterSeconds: 60,
};

export function createJobQueue({ pool, logger }: { pool: pg.Pool; logger: Logger }): JobQueue {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: SCHEMA,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    // The job of a worker that died comes back within its expiry and these intervals.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  boss.on("error", (error) => logger.warn({ error: messageOf(error) }, "the queue's upkeep failed"));
  boss.on("warning", ({ message }) => logger.debug({}, message));
  let started: Promise<void> | undefined;
  // The queue makes its schema at its first start: replicas that start together must not do so together.
  const start = () =>
    withPoolLocked(pool, async () => {
      await boss.start();
      for (const queue of QUEUES) await boss.createQueue(queue, QUEUE_OPTIONS);
    });
  const ensureStarted = () => {
    started ??= start().catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
  return {
    start: ensureStarted,
    async stop() {
      await started?.catch(() => {});
      if (started !== undefined) await boss.stop({ graceful: false, close: false });
    },
    async send(trx, queue, key) {
      await ensureStarted();
      if (!(await isNewWake(trx, queue, key))) return;
      await boss.send(queue, { key }, { singletonKey: key, db: fromKysely(trx) });
    },
    async fetch(queue, limit) {
      const jobs = await boss.fetch(queue, { batchSize: limit });
      return jobs.map(({ id, data }) => ({ id, key: dataSchema.parse(data).key }));
    },
    async finish(queue, ids) {
      if (ids.length > 0) await boss.deleteJob(queue, [...ids]);
    },
    async giveBack(queue, ids) {
      if (ids.length > 0) await boss.fail(queue, [...ids]);
    },
  };
}

/**
 * False where a wake of this key is waiting already. Its row is then locked until this transaction ends, so that no worker
 * answers it before it can see what this transaction writes; where a worker is taking it right now, a new wake is sent.
 * Never waits for another transaction, so that it cannot deadlock.
 */
async function isNewWake(db: Kysely<Tables>, queue: Queue, key: string): Promise<boolean> {
  const { rows } = await sql`
    with waiting as (
      select id from ${JOBS} where name = ${queue} and singleton_key = ${key} and state < 'active'
      limit 1 for share skip locked)
    select pg_notify(${WAKE_CHANNEL}, ${queue}) where not exists (select from waiting)`.execute(db);
  return rows.length > 0;
}

/** How many jobs wait and how many are being answered. */
export async function countJobs(db: Kysely<Tables>): Promise<{ waiting: number; active: number }> {
  const { rows } = await sql<{ waiting: number; active: number }>`
    select count(*) filter (where state < 'active') as waiting, count(*) filter (where state = 'active') as active
    from ${JOBS} where name = any(${[...QUEUES]}) and state <= 'active'`.execute(db);
  return rows[0] ?? { waiting: 0, active: 0 };
}

/** Queues in which a job waits. */
export async function queuesWithJobs(db: Kysely<Tables>): Promise<Queue[]> {
  const { rows } = await sql<{ name: Queue }>`
    select queue.name from unnest(${[...QUEUES]}::text[]) as queue (name)
    where exists (select from ${JOBS} as job where job.name = queue.name and job.state < 'active')`.execute(
    db,
  );
  return rows.map(({ name }) => name);
}
