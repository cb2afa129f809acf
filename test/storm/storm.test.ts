import { expect, test } from "vitest";
import { testDatabase } from "../support/database.ts";
import { playStorm } from "./play-storm.ts";

/** The same with 500 is `npm run storm`. */
test("a storm: writes stay within bounds, one root for all, and recovery lifts the breaker", async () => {
  const database = await testDatabase();
  const record = await playStorm({
    databaseUrl: database.url,
    workloads: 24,
    rate: 60,
    env: { STORM_WORKLOADS: "8", STORM_CALM_SECONDS: "30" },
    signal: AbortSignal.timeout(110_000),
  }).finally(() => database.drop());
  expect(record).toMatchObject({ roots: 1, liftedBy: "recovery" });
  // What had begun before the breaker opened may be written after it; five are the most at a time.
  expect(record.writesBefore + record.writesDuring).toBeLessThanOrEqual(5);
  // Those before the eighth, and the eight that were being looked into right then.
  expect(record.toldOfOthers).toBeLessThan(8 + 8);
}, 120_000);
