import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createChangeFeed } from "../../src/incidents/change-feed.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { createStopControl } from "../../src/remediation/stop/stop-control.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { testDatabase } from "../support/database.ts";

async function setUp() {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  const clock = createClock();
  const replica = () => {
    const changes = createChangeFeed({ pool: database.pool, clock, logger: silentLogger });
    const metrics = createMetrics();
    const stop = createStopControl({ db: database.db, clock, changes, metrics, logger: silentLogger });
    changes.start();
    onTestFinished(() => changes.stop());
    const shown = async () => (await metrics.stopped.get()).values[0]?.value;
    return { stop, shown };
  };
  const replicas = [replica(), replica()] as const;
  return { database, clock, replicas, late: replica };
}

test("every replica hears of a stop and of its end by the database's own word", async () => {
  const { clock, replicas, late } = await setUp();
  const [one, other] = replicas;
  const until = async (holds: () => boolean) => {
    while (!holds()) await clock.sleep(10);
  };
  await one.stop.set({ isStopped: true, by: "ada", door: "api", reason: "a bad day" });
  expect(one.stop.current()).toMatchObject({ by: "ada", door: "api", reason: "a bad day" });
  await until(() => other.stop.current() !== null);
  expect([await one.shown(), await other.shown()]).toEqual([1, 1]);
  // One that starts later reads it.
  const third = late();
  await until(() => third.stop.current() !== null);
  await other.stop.set({ isStopped: false, by: "bob", door: "page", reason: "over" });
  await until(() => one.stop.current() === null && third.stop.current() === null);
  expect(await one.shown()).toBe(0);
});

test("the command stops and resumes beside the service that runs", async () => {
  const { database, clock, replicas } = await setUp();
  const run = (...args: string[]) =>
    runCli(args, {
      DATABASE_URL: database.url,
      WEBHOOK_TOKEN: "w".repeat(20),
      OPERATOR_TOKEN: "o".repeat(20),
    });
  expect((await run("stop")).code).toBe(2);
  expect(await run("stop", "--reason", "a bad day", "--by", "ada")).toMatchObject({
    code: 0,
    out: "all changes are stopped\n",
  });
  while (replicas[0].stop.current() === null) await clock.sleep(10);
  expect(replicas[0].stop.current()).toMatchObject({ by: "ada", door: "cli" });
  expect((await run("stop", "--reason", "again")).out).toContain("already");
  expect((await run("resume", "--reason", "over")).out).toBe("changes may happen\n");
  while (replicas[1].stop.current() !== null) await clock.sleep(10);
});
