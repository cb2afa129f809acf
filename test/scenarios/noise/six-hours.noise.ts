import { expect, test } from "vitest";
import { EVERYDAY } from "./everyday.ts";
import { watchNoise } from "./watch-noise.ts";

test("six hours of everyday work on a cluster: nothing is written and nobody is told", async () => {
  const report = await watchNoise({ activities: EVERYDAY, seconds: 6 * 3600, rate: 60, seed: 2 });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  expect(report).toMatchObject({ failures: [], writes: [], cards: [] });
  expect(Object.keys(report.done).length).toBeGreaterThan(12);
});
