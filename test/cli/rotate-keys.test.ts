import { expect, onTestFinished, test } from "vitest";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { createShutdown } from "../../src/core/shutdown.ts";
import { watchRing } from "../../src/database/watch-ring.ts";
import { testDatabase } from "../support/database.ts";
import { runCli } from "./support/run-cli.ts";

test("keys are turned beside the service that runs, which learns of it by itself", async () => {
  const { db, url, drop } = await testDatabase();
  const shutdown = createShutdown({ logger: createLogger({ level: "silent" }), boundMs: 10_000 });
  onTestFinished(async () => {
    await shutdown.run();
    await drop();
  });
  const ring = await watchRing(db, "approval-key", { logger: silentLogger, shutdown, everyMs: 20 });
  const [long, later] = [new Date(0), new Date("2100-01-01T00:00:00Z")];
  const first = ring.at(later);
  const rotate = (...args: string[]) =>
    runCli(["rotate-keys", ...args], { DATABASE_URL: url, WEBHOOK_TOKEN: "w", OPERATOR_TOKEN: "o" });

  expect((await rotate("--links")).code).toBe(0);
  await expect.poll(() => ring.at(later), { timeout: 30_000 }).not.toEqual(first);
  expect(ring.at(long)).toEqual(first);
  expect((await rotate("--revoke")).code).toBe(0);
  await expect.poll(() => ring.at(long), { timeout: 30_000 }).toBeUndefined();
  expect((await rotate("--all")).code).toBe(2);
}, 90_000);
