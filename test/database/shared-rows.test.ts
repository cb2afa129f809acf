import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { readRing, turnRing } from "../../src/database/key-ring.ts";
import { createLease } from "../../src/database/leases.ts";
import { testDatabase } from "../support/database.ts";
import { createCallLog } from "../support/log-of-calls.ts";
import { startScript } from "../support/service-process.ts";

async function database() {
  const made = await testDatabase();
  onTestFinished(() => made.drop());
  return made;
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

test("a key is made once, whoever asks first, and each name has its own", async () => {
  const { db } = await database();
  const keys = await Promise.all(Array.from({ length: 20 }, () => readRing(db, "approval-key")));
  expect(keys[0]?.current).toHaveLength(32);
  expect(new Set(keys.map(({ current }) => current.toString("hex"))).size).toBe(1);
  expect((await readRing(db, "session-key")).current).not.toEqual(keys[0]?.current);
});

test("a key is turned for all: the former one stays beside it until the next turn, or goes at once", async () => {
  const { db } = await database();
  const now = new Date("2026-01-01T00:00:00Z");
  const before = await readRing(db, "session-key");
  await turnRing(db, "session-key", { now, isRevoked: false });
  const turned = await readRing(db, "session-key");
  expect(turned).toMatchObject({ former: before.current, turnedAt: now });
  expect(turned.current).not.toEqual(before.current);
  await turnRing(db, "session-key", { now, isRevoked: false });
  expect((await readRing(db, "session-key")).former).toEqual(turned.current);
  await turnRing(db, "session-key", { now, isRevoked: true });
  expect((await readRing(db, "session-key")).former).toBeNull();
  expect((await readRing(db, "approval-key")).turnedAt).toBeNull();
});

test("of two replicas one holds the lease, and a stop hands it on at once", async () => {
  const { db } = await database();
  const log = createCallLog<string>();
  const lease = (holder: string) =>
    createLease({ db, name: "watch", holder, ttlMs: 400, logger: silentLogger });
  const work = (holder: string) => async (signal: AbortSignal) => {
    log.add(`${holder} begins`);
    await untilAborted(signal);
    log.add(`${holder} ends`);
  };
  const [first, second] = [lease("first"), lease("second")];
  const running = first.run(work("first"));
  await log.atLeast(1);
  const waiting = second.run(work("second"));
  await first.stop();
  await running;
  await log.atLeast(3);
  await second.stop();
  await waiting;
  expect(log.calls).toEqual(["first begins", "first ends", "second begins", "second ends"]);
});

test("the lease of a killed holder passes on within its time to live", async () => {
  const { db, url } = await database();
  const { child } = await startScript(`
    import { createLease } from "./src/database/leases.ts";
    import { createKysely, createPool } from "./src/database/pool.ts";
    import { silentLogger as logger } from "./src/core/logger.ts";
    const db = createKysely(createPool({ url: ${JSON.stringify(url)}, logger }));
    const lease = createLease({ db, name: "watch", holder: "killed", ttlMs: 1000, logger });
    await lease.run(() => { console.log("held"); return new Promise(() => {}); });`);
  child.kill("SIGKILL");
  const log = createCallLog<string>();
  const lease = createLease({ db, name: "watch", holder: "heir", ttlMs: 1000, logger: silentLogger });
  onTestFinished(() => lease.stop());
  void lease.run(async (signal) => {
    log.add("held");
    await untilAborted(signal);
  });
  expect(await log.atLeast(1)).toEqual(["held"]);
});

test("a holder that cannot renew is told before another one may begin", async () => {
  const { db } = await database();
  const log = createCallLog<string>();
  const lease = createLease({ db, name: "watch", holder: "slow", ttlMs: 400, logger: silentLogger });
  onTestFinished(() => lease.stop());
  void lease.run(async (signal) => {
    log.add("begins");
    await untilAborted(signal);
    log.add(String(signal.reason));
  });
  await log.atLeast(1);
  await db
    .updateTable("leases")
    .set({ holder: "thief", expires_at: new Date("2100-01-01") })
    .execute();
  expect((await log.atLeast(2))[1]).toContain("the lease watch is lost");
});
