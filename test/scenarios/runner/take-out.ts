import { causesKnownBy, KNOWN_NAMES } from "../../../src/diagnosis/knowledge.ts";
import type { Expectation, Scenario } from "../scenario.ts";
import { createVary } from "../vary.ts";
import { type Batch, playBatches } from "./play-in-workers.ts";
import { batchesOf } from "./play-simulated.ts";

/** Scenarios that are tried for each part: the first that fails without it is proof enough. */
const TRIED = 4;

export interface TakenOut {
  name: string;
  /** Scenarios that are right with it and wrong without it. */
  missedBy: string[];
  tried: string[];
}

/** Takes each signature and investigator out in turn, and plays the scenarios of its causes: some must fail. */
export async function takeOut(
  scenarios: readonly Scenario[],
  run: Omit<Parameters<typeof playBatches>[1], "onPlayed"> & {
    only: RegExp;
    onTakenOut(one: TakenOut): void;
  },
): Promise<TakenOut[]> {
  const all = KNOWN_NAMES.filter((name) => run.only.test(name)).map(
    (name): TakenOut => ({
      name,
      missedBy: [],
      tried: servedBy(name, scenarios, run.seed).slice(0, TRIED),
    }),
  );
  const batches = all.flatMap(({ name, tried }) =>
    batchesOf(
      scenarios.filter((scenario) => tried.includes(scenario.name)),
      run.seed,
    ).map((batch): Batch => ({ names: batch.map((scenario) => scenario.name), without: [name] })),
  );
  const left = new Map(all.map(({ name, tried }) => [name, tried.length]));
  await playBatches(batches, {
    ...run,
    onPlayed(played, { without: [name = ""] }) {
      const one = all.find((each) => each.name === name);
      if (one === undefined) return;
      if (played.said.length > 0) one.missedBy.push(played.name);
      const remaining = (left.get(name) ?? 0) - 1;
      left.set(name, remaining);
      if (remaining === 0) run.onTakenOut(one);
    },
  });
  return all;
}

function servedBy(name: string, scenarios: readonly Scenario[], seed: number): string[] {
  const causes = causesKnownBy(name);
  const serves = (expected: Expectation): boolean =>
    expected.causes.some((cause) => causes.includes(cause)) ||
    expected.object?.kind === name ||
    (expected.secondly !== undefined && serves(expected.secondly));
  return scenarios
    .filter((scenario) => serves(scenario.play(createVary(seed, scenario.name)).expected))
    .toSorted((a, b) => width(a, seed) - width(b, seed))
    .map((scenario) => scenario.name);
}

/** Those that accept one cause alone come first: another signature may be right by another word. */
function width(scenario: Scenario, seed: number): number {
  return scenario.play(createVary(seed, scenario.name)).expected.causes.length;
}
