import { expect, test } from "vitest";
import { faultsOf } from "./faults/catalogue.ts";
import { playChaos } from "./play-chaos.ts";
import { faultsIn, tableOf } from "./table.ts";

/** One of each sort; `npm run chaos` has the others and goes on for as long as it is told. */
const FAULTS = [
  "service: killed",
  "PostgreSQL: killed",
  "API server: killed",
  "clock: jumps and comes back",
  "service to API: half open",
  "service to PostgreSQL: cut",
  "API server: conflicts (409)",
  "API server: throttles (429)",
  "watches: gap (410)",
  "Feishu: out",
  "model: out",
  "deliveries: duplicated",
];
/** Right at any pace of the machine: what each holds in the end does not depend on when it is looked at. */
const SHAPES = [
  "memory-limit-far-too-small",
  "service-selector-mistyped",
  "scaled-down-by-a-person",
  "more-memory-makes-it-worse",
];

test("a dozen sorts of faults while four problems are made: nothing is lost, doubled, unproven or left behind", async () => {
  const record = await playChaos({
    ...{ seed: 1, replicas: 1, rate: 20, soakSeconds: 20, smallDisk: false },
    ...{ shapes: SHAPES, together: SHAPES.length, faultEveryMs: 1_200, restMs: 180_000, calmSeconds: 60 },
    faults: (has) => faultsOf(has).filter(({ name }) => FAULTS.includes(name)),
    goesOn: { incidents: (begun) => begun < SHAPES.length, faults: (struck) => struck < FAULTS.length },
    note: () => {},
  });
  expect(faultsIn(record)).toBe(FAULTS.length);
  expect(record.problems).toBe(SHAPES.length);
  const said = [...record.findings.values()].flat();
  expect(said, tableOf(record)).toEqual([]);
});
