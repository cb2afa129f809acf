import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import { fromKysely, PgBoss } from "pg-boss";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import type { Tables } from "../../src/database/tables.ts";
import { WAKE_CHANNEL } from "../../src/dispatch/wake-sql.ts";
import type { JobSender } from "../../src/incidents/job-sender.ts";
import { testDatabase } from "../support/database.ts";
import { createCallLog } from "../support/log-of-calls.ts";
import { startDispatcher } from "./start-dispatcher.ts";

async function correlate(jobs: JobSender, trx: Transaction<Tables>) {
  await sql`with asked as (select), ${await jobs.correlation()} select from woken`.execute(trx);
}

/** Of incidents that are not there. */
const [ONE, OTHER] = [randomUUID(), randomUUID()];

async function database() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  return made;
}

test("a job sent in a transaction reaches its handler after the commit", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      correlate: async () => log.add("correlate"),
      deliver: async () => log.add("deliver"),
      advance: async (id) => log.add(id),
    },
  );
  await db.transaction().execute(async (trx) => {
    await correlate(jobs, trx);
    await jobs.deliver(trx);
    await jobs.advance(trx, ONE);
    expect(log.calls).toEqual([]);
  });
  expect((await log.atLeast(3)).toSorted()).toEqual(["correlate", "deliver", ONE].toSorted());
});

test("a transaction that is rolled back sends nothing", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const { jobs } = await startDispatcher({ db, pool }, { advance: async (id) => log.add(id) });
  const failed = db.transaction().execute(async (trx) => {
    await jobs.advance(trx, OTHER);
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  await db.transaction().execute((trx) => jobs.advance(trx, ONE));
  expect(await log.atLeast(1)).toEqual([ONE]);
});

test("a thousand wakes of a waiting incident make one job", async () => {
  const { db, pool } = await database();
  const { jobs } = await startDispatcher({ db, pool });
  await db.transaction().execute(async (trx) => {
    for (let i = 0; i < 1000; i += 1) await jobs.advance(trx, ONE);
    const { rows } = await sql`select count(*) as jobs from queue.job where name = 'advance'`.execute(trx);
    expect(rows).toEqual([{ jobs: 1 }]);
  });
});

test("a wake during a run makes exactly one more run after it", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const release = Promise.withResolvers<void>();
  let inside = 0;
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async advance() {
        inside += 1;
        expect(inside).toBe(1);
        log.add("run");
        if (log.calls.length === 1) await release.promise;
        inside -= 1;
      },
    },
  );
  const wake = () => db.transaction().execute((trx) => jobs.advance(trx, ONE));
  await wake();
  await log.atLeast(1);
  for (let i = 0; i < 20; i += 1) await wake();
  release.resolve();
  await log.atLeast(2);
  // Nothing is left over: another incident's run shows that the queue is drained.
  await expect.poll(async () => (await sql`select from queue.job`.execute(db)).rows.length).toBe(0);
  expect(log.calls.length).toBeLessThanOrEqual(3);
});

test("a wake that joins a waiting job is answered after its own commit", async () => {
  const { db, pool } = await database();
  const seen = createCallLog<number>();
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async advance() {
        const rows = await db.selectFrom("settings").selectAll().execute();
        seen.add(rows.length);
      },
    },
  );
  for (let round = 1; round <= 10; round += 1) {
    await Promise.all(
      ["a", "b", "c"].map((name) =>
        db.transaction().execute(async (trx) => {
          await jobs.advance(trx, ONE);
          await trx
            .insertInto("settings")
            .values({ name: `${round}${name}`, value: "" })
            .execute();
        }),
      ),
    );
    await expect.poll(() => seen.calls.at(-1)).toBe(round * 3);
  }
});

test("different incidents run side by side", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const release = Promise.withResolvers<void>();
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async advance(id) {
        log.add(id);
        await release.promise;
      },
    },
  );
  const ids = Array.from({ length: 8 }, () => randomUUID());
  await db.transaction().execute(async (trx) => {
    for (const id of ids) await jobs.advance(trx, id);
  });
  expect((await log.atLeast(8)).toSorted()).toEqual(ids.toSorted());
  release.resolve();
});

test("a commit tells every worker of its job, so that none waits for the next look at the queue", async () => {
  const { db, pool } = await database();
  const worker = await pool.connect();
  onTestFinished(() => worker.release(true));
  const heard = createCallLog<string>();
  worker.on("notification", ({ payload = "" }) => heard.add(payload));
  await worker.query(`listen ${WAKE_CHANNEL}`);
  const { jobs } = await startDispatcher({ db, pool });
  await db.transaction().execute(async (trx) => {
    await jobs.advance(trx, ONE);
    await sql`select 1`.execute(db);
    expect(heard.calls).toEqual([]);
  });
  expect(await heard.atLeast(1)).toEqual(["advance"]);
});

test("a wake is the row that the queue's own send writes", async () => {
  const { db, pool } = await database();
  const { jobs } = await startDispatcher({ db, pool });
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: "queue",
  });
  await db.transaction().execute(async (trx) => {
    await boss.send("advance", { key: "theirs" }, { singletonKey: "theirs", db: fromKysely(trx) });
    await jobs.advance(trx, ONE);
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(job) - 'id' as row from queue.job order by singleton_key = 'theirs'`.execute(trx);
    const [ours, theirs] = rows.map(({ row }) => row);
    expect(ours).toEqual({ ...theirs, data: { key: ONE }, singleton_key: ONE });
  });
});

test("a statement that asked for nothing wakes nobody", async () => {
  const { db, pool } = await database();
  const { jobs } = await startDispatcher({ db, pool });
  await db.transaction().execute(async (trx) => {
    const wake = await jobs.correlation();
    await sql`with asked as (select where false), ${wake} select from woken`.execute(trx);
    expect((await sql`select from queue.job`.execute(trx)).rows).toEqual([]);
  });
});

test("wakes of the correlation during its run are one job, which is run after it", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const release = Promise.withResolvers<void>();
  // Each look for due work asks what time it is.
  const looks = createCallLog<string>();
  const wall = createClock();
  const now = () => {
    looks.add("look");
    return wall.now();
  };
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async correlate() {
        log.add("run");
        await release.promise;
      },
    },
    { clock: { ...wall, now } },
  );
  const wake = () => db.transaction().execute((trx) => correlate(jobs, trx));
  await wake();
  await log.atLeast(1);
  for (let i = 0; i < 20; i += 1) {
    await wake();
    // Time enough for whoever would take what waits: a look begins when the one before has asked for jobs.
    await looks.atLeast(looks.calls.length + (i < 2 ? 3 : 0));
  }
  const { rows } = await sql`select state from queue.job where name = 'correlate' order by state`.execute(db);
  expect(rows).toEqual([{ state: "created" }, { state: "active" }]);
  release.resolve();
  await log.atLeast(2);
  await expect.poll(async () => (await sql`select from queue.job`.execute(db)).rows.length).toBe(0);
});
