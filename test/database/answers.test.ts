import { type Kysely, sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { isAnswering } from "../../src/database/answers.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import type { Tables } from "../../src/database/tables.ts";
import { testDatabase } from "../support/database.ts";

/** A pool whose only connection is at work for as long as the test runs, and a question that waits behind it. */
async function busyPool() {
  const { url, drop } = await testDatabase();
  const pool = createPool({ url, logger: silentLogger, max: 1 });
  let answered = 0;
  const db = createKysely(pool, { onAnswer: () => (answered += 1) });
  const work = await db.startTransaction().execute();
  // What begins it is not waited for: its answer would count too.
  await sql`select 1`.execute(work);
  onTestFinished(async () => {
    await work.rollback().execute();
    await db.destroy();
    await drop();
  });
  const askedWhile = (late: () => Promise<void>) =>
    isAnswering({ ask: () => sql`select 1`.execute(db), answers: { count: () => answered }, late });
  return { work, askedWhile };
}

test("a database that answers others while the question waits for a connection is well", async () => {
  const { work, askedWhile } = await busyPool();
  expect(await askedWhile(async () => void (await sql`select 1`.execute(work)))).toBe(true);
});

test.each<[string, (work: Kysely<Tables>) => Promise<void>]>([
  ["answers nobody", async () => {}],
  ["fails others", async (work) => void (await sql`select 1 / 0`.execute(work).catch(() => {}))],
])("a database that %s while the question waits is not", async (_name, meanwhile) => {
  const { work, askedWhile } = await busyPool();
  expect(await askedWhile(() => meanwhile(work))).toBe(false);
});

const never = () => new Promise<never>(() => {});

test("an answer or a refusal ends the wait", async () => {
  const answers = { count: () => 0 };
  expect(await isAnswering({ ask: async () => {}, answers, late: never })).toBe(true);
  expect(await isAnswering({ ask: () => Promise.reject(new Error("gone")), answers, late: never })).toBe(
    false,
  );
});
