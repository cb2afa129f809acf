import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { testDatabase } from "../support/database.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { createCallLog } from "../support/log-of-calls.ts";
import { startDispatcher } from "./start-dispatcher.ts";

const inMs = (ms: number) => new Date(Date.now() + ms);

async function database() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  return made;
}

test("an incident whose job was lost is woken when it is due, and one that is not due is left alone", async () => {
  const { db, pool } = await database();
  const [due, later] = [randomUUID(), randomUUID()];
  await db
    .insertInto("incidents")
    .values(incidentRow(due, "due", { due_at: inMs(-1) }))
    .execute();
  await db
    .insertInto("incidents")
    .values(incidentRow(later, "later", { due_at: inMs(3_600_000) }))
    .execute();
  const log = createCallLog<string>();
  await startDispatcher(
    { db, pool },
    {
      async advance(id) {
        await db.updateTable("incidents").set({ due_at: null }).where("id", "=", id).execute();
        log.add(id);
      },
    },
  );
  expect(await log.atLeast(1)).toEqual([due]);
});

test("signals and notifications that are due are seen to without a job", async () => {
  const { db, pool } = await database();
  const [at, id] = [inMs(-1), randomUUID()];
  const signal = {
    source: "event",
    symptom: "killed",
    suspect: "{}",
    at,
    detail: "",
    tries: 0,
  } as const;
  await db
    .insertInto("signals")
    .values({
      ...signal,
      id,
      key: "k",
      alert_id: null,
      state: "pending",
      due_at: at,
      incident_id: null,
      reason: null,
      created_at: at,
    })
    .execute();
  await db.insertInto("incidents").values(incidentRow(id, "a")).execute();
  await db
    .insertInto("outbox")
    .values({
      id,
      incident_id: id,
      sequence: 1,
      change: "opened",
      channel: "c",
      notification: "{}",
      state: "pending",
      tries: 0,
      due_at: at,
      sent_at: null,
      error: null,
      created_at: at,
    })
    .execute();
  const log = createCallLog<string>();
  await startDispatcher(
    { db, pool },
    {
      async correlate() {
        await db.updateTable("signals").set({ state: "refused" }).execute();
        log.add("correlate");
      },
      async deliver() {
        await db.updateTable("outbox").set({ state: "sent" }).execute();
        log.add("deliver");
      },
    },
  );
  expect((await log.atLeast(2)).toSorted()).toEqual(["correlate", "deliver"]);
});

test("a due time is the service's clock's: a sped-up clock brings it sooner", async () => {
  const { db, pool } = await database();
  const id = randomUUID();
  const clock = createClock({ originMs: Date.now(), anchorMs: Date.now(), rate: 3600 });
  await db
    .insertInto("incidents")
    .values(incidentRow(id, "a", { due_at: inMs(1_800_000) }))
    .execute();
  const log = createCallLog<string>();
  await startDispatcher(
    { db, pool },
    {
      async advance() {
        await db.updateTable("incidents").set({ due_at: null }).execute();
        log.add("advance");
      },
    },
    { clock },
  );
  expect(await log.atLeast(1)).toEqual(["advance"]);
});

test("work that fails is tried again with back-off and keeps no other work waiting", async () => {
  const { db, pool } = await database();
  const log = createCallLog<string>();
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async advance(id) {
        log.add(id);
        if (log.calls.length === 1) throw new Error("poison");
      },
    },
  );
  const [poisonous, healthy] = [randomUUID(), randomUUID()];
  const wake = (id: string) => db.transaction().execute((trx) => jobs.advance(trx, id));
  await wake(poisonous);
  await log.atLeast(1);
  // Further wakes do not get past the back-off of half a second at least, and are answered together after it.
  for (let i = 0; i < 5; i += 1) await wake(poisonous);
  await wake(healthy);
  expect((await log.atLeast(2)).slice(0, 2)).toEqual([poisonous, healthy]);
  await log.atLeast(3);
  await expect.poll(async () => (await sql`select from queue.job`.execute(db)).rows.length).toBe(0);
  expect(log.calls.slice(2)).toContain(poisonous);
  expect(log.calls.length).toBeLessThanOrEqual(4);
});

test("the gauges tell of jobs and of the oldest row that is due", async () => {
  const { db, pool } = await database();
  const metrics = createMetrics();
  const id = randomUUID();
  await db
    .insertInto("incidents")
    .values(incidentRow(id, "a", { due_at: inMs(-90_000) }))
    .execute();
  const release = Promise.withResolvers<void>();
  await startDispatcher({ db, pool }, { advance: () => release.promise }, { metrics });
  onTestFinished(() => release.resolve());
  const oldest = async () => (await metrics.queueOldest.get()).values[0]?.value ?? 0;
  await expect.poll(oldest, { timeout: 10_000 }).toBeGreaterThan(80);
  expect((await metrics.queueJobs.get()).values.map(({ labels }) => labels.state).toSorted()).toEqual([
    "active",
    "waiting",
  ]);
});
