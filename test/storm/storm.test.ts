import { expect, test } from "vitest";
import { testDatabase } from "../support/database.ts";
import { playStorm } from "./play-storm.ts";
import { stormRows } from "./storm-table.ts";

/** The same with 500 is `npm run storm`. */
test("a storm: writes stay within bounds, one root for all, and recovery lifts the breaker", async () => {
  const database = await testDatabase();
  const record = await playStorm({
    databaseUrl: database.url,
    workloads: 24,
    rate: 60,
    env: { STORM_WORKLOADS: "8", STORM_CALM_SECONDS: "30" },
    signal: AbortSignal.timeout(280_000),
  }).finally(() => database.drop());
  const rows = stormRows(record, { inFlight: 5, stormWorkloads: 8 });
  expect(rows.filter(({ isHeld }) => isHeld === false)).toEqual([]);
  expect(rows.filter(({ isHeld }) => isHeld)).toHaveLength(4);
}, 300_000);
