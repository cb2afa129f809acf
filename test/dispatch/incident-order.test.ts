import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { dueStatement, readDueRows } from "../../src/dispatch/due-rows.ts";
import { createJobQueue, type JobQueue } from "../../src/dispatch/job-queue.ts";
import { BEHIND_SECONDS, type Severity } from "../../src/domain/severity.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { incidentRow } from "../support/incident-rows.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

interface Waiting {
  name: string;
  severity: Severity;
  waitedSeconds: number;
}

/** In the order in which they are to be taken. */
const WAITING: Waiting[] = [
  { name: "info of long ago", severity: "info", waitedSeconds: BEHIND_SECONDS.info + 60 },
  { name: "critical of long ago", severity: "critical", waitedSeconds: 30 },
  { name: "warning of long ago", severity: "warning", waitedSeconds: BEHIND_SECONDS.warning + 10 },
  { name: "critical of now", severity: "critical", waitedSeconds: 1 },
  { name: "warning of now", severity: "warning", waitedSeconds: 1 },
  { name: "info, old", severity: "info", waitedSeconds: 60 },
  { name: "info of now", severity: "info", waitedSeconds: 1 },
];

let database: TestDatabase;
let queue: JobQueue;
// One for all: to make the queue's tables takes longer than the rest.
beforeAll(async () => {
  database = await testDatabase();
  queue = createJobQueue({ pool: database.pool, logger: silentLogger });
  await queue.start();
}, 180_000);
afterEach(() => database.db.deleteFrom("incidents").execute());
afterAll(async () => {
  await queue.stop();
  await database.drop();
});

/** Returns names and ids of incidents that wait. */
async function wait(waiting: readonly Waiting[]) {
  const ids = new Map(waiting.map(({ name }) => [randomUUID() as string, name]));
  const idOf = (name: string) => [...ids].find(([, one]) => one === name)?.[0] ?? "";
  await database.db
    .insertInto("incidents")
    .values(
      waiting.map(({ name, severity, waitedSeconds }) =>
        incidentRow(idOf(name), name, { severity, due_at: ago(waitedSeconds) }),
      ),
    )
    .execute();
  return {
    idOf,
    nameOf: (id: string) => ids.get(id) ?? id,
    send: (name: string) =>
      database.db.transaction().execute((trx) => queue.send(trx, "advance", idOf(name))),
    take: async () => (await queue.fetch("advance", 1)).map(({ key }) => ids.get(key) ?? key),
  };
}

const NAMES = WAITING.map(({ name }) => name);

test("jobs of incidents are taken by severity and age, in whatever order they were sent", async () => {
  const { send, take } = await wait(WAITING);
  for (const name of NAMES.toSorted()) await send(name);
  const taken: string[] = [];
  for (const _ of NAMES) taken.push(...(await take()));
  expect(taken).toEqual(NAMES);
});

test("due rows without a job come in the same order", async () => {
  const { nameOf } = await wait(WAITING);
  const rows = await readDueRows(database.db, NOW);
  expect(rows.map(({ key }) => nameOf(key))).toEqual(NAMES);
});

test("a job that waits goes to the front where its incident got worse, and never back", async () => {
  const { idOf, send, take } = await wait([
    { name: "worse", severity: "info", waitedSeconds: 1 },
    { name: "other", severity: "warning", waitedSeconds: 1 },
  ]);
  await send("other");
  await send("worse");
  const change = (severity: Severity, due_at: Date) =>
    database.db.updateTable("incidents").set({ severity, due_at }).where("id", "=", idOf("worse")).execute();
  await change("critical", ago(1));
  await send("worse");
  // A later symptom makes the row due anew; what waits keeps its place.
  await change("info", NOW);
  await send("worse");
  expect([await take(), await take(), await take()]).toEqual([["worse"], ["other"], []]);
});

test("due rows are found by indexes alone, however many wait", async () => {
  const { db, pool } = database;
  await sql`
    insert into incidents (id, cluster, subject_api_version, subject_group, subject_kind, subject_namespace,
      subject_name, subject_uid, status, summary, opened_at, last_symptom_at, epoch, sequence, severity,
      due_at)
    select gen_random_uuid(), 'c', 'apps/v1', 'apps', 'Deployment', 'shop', 'web-' || n, '', 'investigating', '',
      ${NOW}, ${NOW}, 0, 0, (array['critical', 'warning', 'info'])[1 + n % 3],
      case when n % 2 = 0 then ${NOW}::timestamptz - n * interval '1 ms' end
    from generate_series(1, 4000) as n`.execute(db);
  await sql`
    insert into signals (id, key, source, symptom, suspect, at, detail, severity, state, due_at, created_at)
    select gen_random_uuid(), 'k' || n, 'event', 'killed', '{}', ${NOW}, '', 'info', 'pending', ${NOW}, ${NOW}
    from generate_series(1, 4000) as n`.execute(db);
  await sql`analyze incidents, signals`.execute(db);
  const statement = dueStatement(NOW).compile(db);
  const { rows } = await pool.query(`explain ${statement.sql}`, [...statement.parameters]);
  const plan = rows.map((row: Record<string, string>) => row["QUERY PLAN"]).join("\n");
  expect(plan).toContain("incidents_turn");
  expect(plan).toContain("signals_turn");
  expect(plan).not.toMatch(/Seq Scan on (incidents|signals)/);
});
