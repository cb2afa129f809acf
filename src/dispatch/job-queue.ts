import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type pg from "pg";
import { PgBoss } from "pg-boss";
import { z } from "zod";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { withPoolLocked } from "../database/migrate.ts";
import { nameOf, PREPARED } from "../database/prepared.ts";
import { relaxed } from "../database/relaxed.ts";
import type { Tables } from "../database/tables.ts";
import { QUEUES, type Queue } from "./queues.ts";
import { JOBS, QUEUE_SCHEMA, wakeSql } from "./wake-sql.ts";

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
  /** The same as a part of a statement: see `JobSender.correlation`. */
  wake(queue: Queue, key: string): Promise<RawBuilder<unknown>>;
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
    schema: QUEUE_SCHEMA,
    schedule: false,
    registerInstance: false,
    monitorVacuum: false,
    // The job of a worker that died comes back within its expiry and these intervals.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
  // What is asked all the time has few texts, and long ones: planned once a connection, it costs half. That a wake was taken
  // or answered may be forgotten with the database's machine: then it is answered once more, by the rows.
  const prepared = {
    executeSql: (text: string, values?: unknown[]) =>
      relaxed(pool, { name: nameOf(text), text, values: values ?? [] }),
  };
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
      await sql`${sql.raw(PREPARED)} with asked as (select), ${wakeSql(queue, key)} select from woken`.execute(
        trx,
      );
    },
    async wake(queue, key) {
      await ensureStarted();
      return wakeSql(queue, key);
    },
    async fetch(queue, limit) {
      const jobs = await boss.fetch(queue, { batchSize: limit, db: prepared });
      return jobs.map(({ id, data }) => ({ id, key: dataSchema.parse(data).key }));
    },
    async finish(queue, ids) {
      if (ids.length > 0) await boss.deleteJob(queue, [...ids], { db: prepared });
    },
    async giveBack(queue, ids) {
      if (ids.length > 0) await boss.fail(queue, [...ids]);
    },
  };
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
