import { expect, test } from "vitest";
import { CAUSE_FAMILIES } from "../../src/domain/cause.ts";
import { createRandom } from "../../src/simulation/store/random.ts";
import { testDatabase } from "../support/database.ts";
import { LIBRARY } from "./library.ts";
import { playSimulated } from "./runner/play-simulated.ts";
import type { Scenario } from "./scenario.ts";
import { createVary } from "./vary.ts";

const { SCENARIO_SEED = "1", SCENARIO_SAMPLE = "8" } = process.env;
const seed = Number(SCENARIO_SEED);
const SAMPLE_TIMEOUT_MS = 240_000;

const expectedOf = ({ name, play }: Scenario) => play(createVary(seed, name)).expected;

test("the library is as large and as varied as it must be", () => {
  const count = (test: (one: Scenario) => boolean) => LIBRARY.filter(test).length;
  expect(LIBRARY.length).toBeGreaterThanOrEqual(80);
  expect(
    count((one) => ["person", "nothing"].includes(expectedOf(one).outcome)),
    "whose right end is a person or nothing",
  ).toBeGreaterThanOrEqual(25);
  expect(
    count(({ isLookAlike = false }) => isLookAlike),
    "look-alikes",
  ).toBeGreaterThanOrEqual(10);
  expect(
    count((one) => expectedOf(one).secondly !== undefined),
    "with two faults",
  ).toBeGreaterThanOrEqual(6);
});

test("every family of causes has scenarios", () => {
  const families = new Set(LIBRARY.map(({ family }) => family));
  const wanted = [
    ...CAUSE_FAMILIES.filter((family) => family !== "unknown"),
    "many",
    "nothing-wrong",
    "attack",
  ];
  expect(wanted.filter((family) => !families.has(family as Scenario["family"]))).toEqual([]);
});

test.skipIf(SCENARIO_SAMPLE === "0")(
  "a sample of the library ends as it should",
  async ({ signal }) => {
    const played = await playSimulated(sample(Number(SCENARIO_SAMPLE)), {
      seed,
      newDatabase: testDatabase,
      onPlayed: () => {},
      signal,
    });
    const wrong = played.filter(({ said }) => said.length > 0);
    expect(wrong.map(({ name, said }) => ({ name, said }))).toEqual([]);
  },
  SAMPLE_TIMEOUT_MS,
);

/** By seed, of those that can share a cluster: one stage plays them all at once. */
function sample(size: number): Scenario[] {
  const { next } = createRandom(seed);
  const sharing = LIBRARY.filter(({ name, play }) => play(createVary(seed, name)).cluster === undefined);
  const keyed = sharing.map((scenario) => ({ scenario, key: next() }));
  return keyed
    .sort((a, b) => a.key - b.key)
    .slice(0, size)
    .map(({ scenario }) => scenario);
}
