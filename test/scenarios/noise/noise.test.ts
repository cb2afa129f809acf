import { expect, test } from "vitest";
import { EVERYDAY } from "./everyday.ts";
import { watchNoise } from "./watch-noise.ts";

/** A sample of `npm run noise`: long enough for each activity to happen at least once, bar the rarest. */
test("three quarters of an hour of everyday work on a cluster: nothing is written and nobody is told", {
  timeout: 180_000,
}, async () => {
  const report = await watchNoise({ activities: EVERYDAY, seconds: 45 * 60, rate: 120, seed: 1 });
  expect(report, JSON.stringify(report, null, 1)).toMatchObject({ failures: [], writes: [], cards: [] });
  expect(Object.keys(report.done).length).toBeGreaterThan(8);
  for (const what of ["ScalingReplicaSet", "SuccessfulRescale", "Completed", "a container started again"])
    expect(report.seen, what).toHaveProperty(what);
});
