import { expect, test } from "vitest";
import { EVERYDAY } from "./everyday.ts";
import { watchNoise } from "./watch-noise.ts";

/** It must really have happened, or the quiet proves nothing. */
const EVERYTHING = [
  ...[
    "ScalingReplicaSet",
    "SuccessfulRescale",
    "SuccessfulDelete",
    "SawCompletedJob",
    "Completed",
    "Killing",
  ],
  ...["Failed", "BackOff", "Unhealthy", "a container started again", "a pod was deleted"],
];

test("six hours of everyday work on a cluster: nothing is written and nobody is told", async () => {
  const report = await watchNoise({ activities: EVERYDAY, seconds: 6 * 3600, rate: 60, seed: 2 });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  expect(report).toMatchObject({ failures: [], writes: [], cards: [] });
  for (const what of EVERYTHING) expect(report.seen, what).toHaveProperty(what);
});
