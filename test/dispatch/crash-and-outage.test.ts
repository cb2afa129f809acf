import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { expect, onTestFinished, test, vi } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { testDatabase } from "../support/database.ts";
import { startDatabaseProxy } from "../support/database-proxy.ts";
import { incidentRow } from "../support/incident-rows.ts";
import { createCallLog } from "../support/log-of-calls.ts";
import { startScript } from "../support/service-process.ts";
import { startDispatcher } from "./start-dispatcher.ts";

const inMs = (ms: number) => new Date(Date.now() + ms);

async function database() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  return made;
}

test("an outage of the database ends by itself: work that came before and during it is done", async () => {
  const made = await database();
  const proxy = await startDatabaseProxy(made.url);
  const pool = createPool({ url: proxy.url, logger: silentLogger });
  const db = createKysely(pool);
  onTestFinished(() => db.destroy());
  const log = createCallLog<string>();
  const dispatcher = await startDispatcher(
    { db, pool },
    {
      async advance(id) {
        await db.updateTable("incidents").set({ due_at: null }).where("id", "=", id).execute();
        log.add(id);
      },
    },
    { clock: createClock({ originMs: Date.now(), anchorMs: Date.now(), rate: 10 }) },
  );
  await expect.poll(() => dispatcher.isHealthy()).toBe(true);
  await proxy.shut();
  await expect.poll(() => dispatcher.isHealthy(), { timeout: 10_000 }).toBe(false);
  const id = randomUUID();
  await made.db
    .insertInto("incidents")
    .values(incidentRow(id, "a", { due_at: inMs(-1) }))
    .execute();
  await proxy.open();
  expect(await log.atLeast(1)).toEqual([id]);
  await expect.poll(() => dispatcher.isHealthy()).toBe(true);
});

test("a clock that is set while it runs is no outage", async () => {
  const { db, pool } = await database();
  const dispatcher = await startDispatcher({ db, pool });
  await expect.poll(() => dispatcher.isHealthy(), { timeout: 10_000 }).toBe(true);
  vi.setSystemTime(inMs(3_600_000));
  onTestFinished(() => void vi.useRealTimers());
  expect(dispatcher.isHealthy()).toBe(true);
});

test("two processes never run one incident at the same time, and a killed one's is taken over at once", async () => {
  const { db, pool, url } = await database();
  const id = randomUUID();
  await db
    .insertInto("incidents")
    .values(incidentRow(id, "a", { due_at: inMs(-1) }))
    .execute();
  const { child } = await startScript(`
    import { createClock } from "./src/core/clock.ts";
    import { silentLogger as logger } from "./src/core/logger.ts";
    import { createKysely, createPool } from "./src/database/pool.ts";
    import { createDispatcher } from "./src/dispatch/dispatcher.ts";
    import { createMetrics } from "./src/metrics/metrics.ts";
    const pool = createPool({ url: ${JSON.stringify(url)}, logger });
    const db = createKysely(pool);
    const dispatcher = createDispatcher({ database: { db, pool }, clock: createClock(), logger, metrics: createMetrics() });
    await dispatcher.start({
      correlate: async () => {},
      deliver: async () => {},
      async advance(id) {
        console.log("runs");
        if (id === ${JSON.stringify(id)}) await new Promise(() => {});
        await db.updateTable("incidents").set({ due_at: null }).where("id", "=", id).execute();
      } });`);
  const log = createCallLog<string>();
  const { jobs } = await startDispatcher(
    { db, pool },
    {
      async advance(incidentId) {
        log.add(incidentId);
        await db.updateTable("incidents").set({ due_at: null }).where("id", "=", incidentId).execute();
      },
    },
  );
  await db.transaction().execute((trx) => jobs.advance(trx, id));
  // While both processes see to other incidents, ours hears of this one by its job and by every scan.
  for (const name of ["b", "c", "d", "e"]) {
    const other = randomUUID();
    await db
      .insertInto("incidents")
      .values(incidentRow(other, name, { due_at: inMs(-1) }))
      .execute();
    const isDone = db
      .selectFrom("incidents")
      .select("id")
      .where("id", "=", other)
      .where("due_at", "is", null);
    await expect.poll(() => isDone.execute(), { timeout: 10_000 }).toHaveLength(1);
  }
  expect(log.calls).not.toContain(id);
  const killed = once(child, "exit");
  child.kill("SIGKILL");
  await killed;
  await expect.poll(() => log.calls, { timeout: 5_000 }).toContain(id);
});
