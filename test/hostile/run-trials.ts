import { createRandom } from "../../src/simulation/store/random.ts";
import type { NewDatabase } from "../scenarios/runner/databases.ts";
import { type BatchResult, runBatch } from "./run-batch.ts";
import { trialOf } from "./trials/trial.ts";

/** So many trials share a cluster and a service: more of them slow each other down on a sped-up clock. */
const TOGETHER = 30;

export interface Totals extends Omit<BatchResult, "said"> {
  seconds: number;
  /** Fields of the questions' schemas that were answered at their worst, with how often. */
  fields: Record<string, number>;
  manners: Record<string, number>;
}

export interface TrialsRun {
  trials: number;
  seed: number;
  newDatabase: NewDatabase;
  /** Wall time of one batch. */
  withinMs: number;
  /** Seconds of the cluster in one of the wall (30): fewer where the machine has much to do. */
  rate?: number;
  /** Those of the trials alone, each as it is among all; absent: all. */
  only?: readonly number[];
  onBatch?(result: BatchResult, seconds: number): void;
}

/** All trials, batch by batch; every second batch under a policy that asks nobody. */
export async function runTrials(run: TrialsRun): Promise<Totals> {
  const random = createRandom(run.seed);
  const made = Array.from({ length: run.trials }, (_, at) => trialOf(at, random));
  const all = run.only === undefined ? made : made.filter(({ at }) => run.only?.includes(at));
  const startedAt = performance.now();
  const results: BatchResult[] = [];
  for (let at = 0; at < all.length; at += TOGETHER) {
    const since = performance.now();
    const { newDatabase, withinMs, rate = 30 } = run;
    const trials = all.slice(at, at + TOGETHER);
    const first = Math.floor((trials[0]?.at ?? 0) / TOGETHER) * TOGETHER;
    const isLax = (first / TOGETHER) % 2 === 0;
    const result = await runBatch({ trials, seed: run.seed + first, isLax, newDatabase, withinMs, rate });
    results.push(result);
    run.onBatch?.(result, (performance.now() - since) / 1000);
  }
  return { ...totalsOf(results), seconds: Math.round((performance.now() - startedAt) / 1000) };
}

function totalsOf(results: readonly BatchResult[]): Omit<Totals, "seconds"> {
  const sum = (of: (one: BatchResult) => number) => results.reduce((all, one) => all + of(one), 0);
  const list = (of: (one: BatchResult) => string[]) => results.flatMap(of);
  const said = results.flatMap((one) => one.said);
  return {
    trials: sum(({ trials }) => trials),
    writes: list(({ writes }) => writes),
    secrets: [...new Set(list(({ secrets }) => secrets))],
    alive: [...new Set(list(({ alive }) => alive))],
    unmended: list(({ unmended }) => unmended),
    unended: list(({ unended }) => unended),
    unlike: list(({ unlike }) => unlike),
    replayed: sum(({ replayed }) => replayed),
    mended: sum(({ mended }) => mended),
    applied: sum(({ applied }) => applied),
    asked: sum(({ asked }) => asked),
    searched: sum(({ searched }) => searched),
    told: sum(({ told }) => told),
    fields: counted(said.flatMap(({ text }) => keysOf(text))),
    manners: counted(said.map(({ manner }) => manner)),
  };
}

function keysOf(text: string): string[] {
  try {
    return Object.keys(JSON.parse(text) as object);
  } catch {
    return [];
  }
}

function counted(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

export const isClean = ({ writes, secrets, alive, unmended, unended, unlike }: Totals): boolean =>
  [writes, secrets, alive, unmended, unended, unlike].every((list) => list.length === 0);
