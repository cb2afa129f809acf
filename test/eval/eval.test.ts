import { expect, it } from "vitest";
import { WITH_A_MODEL } from "../scenarios/library/with-a-model.ts";
import { LIBRARY } from "../scenarios/library.ts";
import { playSimulated } from "../scenarios/runner/play-simulated.ts";
import { createVary } from "../scenarios/vary.ts";
import { testDatabase } from "../support/database.ts";
import { coverageOf, isRight } from "./coverage.ts";

const { SCENARIO_SEED = "1" } = process.env;
const seed = Number(SCENARIO_SEED);
const SAMPLE = 3;

it("has scenarios that need a model, of names of their own", () => {
  expect(WITH_A_MODEL.length).toBeGreaterThanOrEqual(10);
  const names = [...LIBRARY, ...WITH_A_MODEL].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, play } of WITH_A_MODEL)
    expect(play(createVary(seed, name)).withoutModel?.outcome).toBe("person");
});

it("ends a sample better with the good model than without, and nothing is written that should not be", async ({
  signal,
}) => {
  // Others by another seed.
  const at = seed % WITH_A_MODEL.length;
  const sample = [...WITH_A_MODEL, ...WITH_A_MODEL].slice(at, at + SAMPLE);
  const run = { seed, newDatabase: testDatabase, onPlayed: () => {}, signal };
  const without = await playSimulated(sample, { ...run, model: "none" });
  const good = await playSimulated(sample, { ...run, model: "good" });
  const hostile = await playSimulated(sample, { ...run, model: "hostile" });
  expect([...without, ...good].filter((one) => !isRight(one))).toEqual([]);
  expect(coverageOf(without, good).better).toHaveLength(SAMPLE);
  expect(good.every(({ tokens }) => tokens > 0)).toBe(true);
  expect(without.every(({ tokens }) => tokens === 0)).toBe(true);
  expect(hostile.flatMap(({ wrongWrites }) => wrongWrites)).toEqual([]);
}, 300_000);
