import type { Scenario } from "../scenario.ts";
import { createVary } from "../vary.ts";
import type { NewDatabase } from "./databases.ts";
import { type ModelMode, type Played, playScenario } from "./play.ts";
import { raiseStage } from "./stage.ts";

/** So many scenarios share a cluster and a service: more of them slow each other down on a sped-up clock. */
const TOGETHER = 14;

export interface SimulatedRun {
  seed: number;
  /** Signatures and investigators that the service goes without. */
  without?: readonly string[];
  /** Absent: none. */
  model?: ModelMode;
  newDatabase: NewDatabase;
  onPlayed(played: Played): void;
  signal: AbortSignal;
}

/** Plays the scenarios on simulated clusters, one after the other. */
export async function playSimulated(scenarios: readonly Scenario[], run: SimulatedRun): Promise<Played[]> {
  const played: Played[] = [];
  for (const batch of batchesOf(scenarios, run.seed)) played.push(...(await playBatch(batch, run)));
  return played;
}

/** Those that need a cluster of their own each on it, the others together; those that take equally long share one. */
export function batchesOf(scenarios: readonly Scenario[], seed: number): Scenario[][] {
  const timed = scenarios.map((scenario) => {
    const {
      cluster,
      before = [],
      healthySeconds = 60,
      withinSeconds = 900,
    } = scenario.play(createVary(seed, scenario.name));
    const seconds = withinSeconds + (before.length > 0 ? healthySeconds : 0);
    return { scenario, isAlone: cluster !== undefined, seconds };
  });
  const longestFirst = timed.sort((a, b) => b.seconds - a.seconds);
  const shared = longestFirst.filter(({ isAlone }) => !isAlone).map(({ scenario }) => scenario);
  const chunks = Array.from({ length: Math.ceil(shared.length / TOGETHER) }, (_, at) =>
    shared.slice(at * TOGETHER, (at + 1) * TOGETHER),
  );
  return [...chunks, ...longestFirst.filter(({ isAlone }) => isAlone).map(({ scenario }) => [scenario])];
}

export async function playBatch(batch: readonly Scenario[], run: SimulatedRun): Promise<Played[]> {
  const [first] = batch;
  if (first === undefined) return [];
  const { cluster } = first.play(createVary(run.seed, first.name));
  const stage = await raiseStage({ ...run, cluster });
  try {
    return await Promise.all(
      batch.map(async (scenario) => {
        const played = await playScenario(scenario, run.seed, stage);
        run.onPlayed(played);
        return played;
      }),
    );
  } finally {
    await stage.end();
  }
}
