import { KNOWN_NAMES } from "../../../src/diagnosis/knowledge.ts";
import type { Scenario } from "../scenario.ts";
import { type Batch, playBatches } from "./play-in-workers.ts";
import { batchesOf } from "./play-simulated.ts";
import { isOnlyAnswerOf, servedBy } from "./served-by.ts";

/** Scenarios that are tried for each part: the first that fails without it is proof enough. */
const TRIED = 4;

export interface TakenOut {
  name: string;
  /** Scenarios that are right with it and wrong without it, with what came in its place. */
  missedBy: string[];
  tried: string[];
}

/** Takes each signature and investigator out in turn, and plays the scenarios of its causes: some must fail. */
export async function takeOut(
  scenarios: readonly Scenario[],
  run: Omit<Parameters<typeof playBatches>[1], "onPlayed" | "isWanted"> & {
    only: RegExp;
    onTakenOut(one: TakenOut): void;
  },
): Promise<TakenOut[]> {
  const { seed } = run;
  const all = KNOWN_NAMES.filter((name) => run.only.test(name)).map(
    (name): TakenOut => ({ name, missedBy: [], tried: [] }),
  );
  const of = new Map<string, TakenOut>();
  const together: Scenario[] = [];
  const inTurn: Batch[] = [];
  for (const one of all) {
    const tried = servedBy(one.name, scenarios, seed).slice(0, TRIED);
    const [first] = tried;
    if (first !== undefined && isOnlyAnswerOf(one.name, first, seed) && !of.has(first.name)) {
      together.push(first);
      of.set(first.name, one);
      one.tried = [first.name];
    } else {
      one.tried = tried.map(({ name }) => name);
      inTurn.push(...batchesOf(tried, seed).map((batch) => batchOf(batch, [one.name])));
    }
  }
  // What nobody else can answer fails whoever else is taken out beside: one cluster does for many.
  const shared = batchesOf(together, seed).map((batch) =>
    batchOf(
      batch,
      batch.flatMap(({ name }) => of.get(name)?.name ?? []),
    ),
  );
  const left = new Map(all.map(({ name, tried }) => [name, tried.length]));
  const ownerOf = (played: string, { without }: Batch) =>
    without.length > 1 ? of.get(played) : all.find(({ name }) => name === without[0]);
  for (const one of all) if (one.tried.length === 0) run.onTakenOut(one);
  await playBatches([...shared, ...inTurn], {
    ...run,
    isWanted: ({ without }) =>
      without.some((name) => all.some((one) => one.name === name && one.missedBy.length === 0)),
    onPlayed(played, batch) {
      const one = ownerOf(played.name, batch);
      if (one === undefined) return;
      const isFirst = one.missedBy.length === 0 && played.said.length > 0;
      if (played.said.length > 0) one.missedBy.push(`${played.name} (${played.said.join("; ")})`);
      const remaining = (left.get(one.name) ?? 0) - 1;
      left.set(one.name, remaining);
      if (isFirst || (remaining === 0 && one.missedBy.length === 0)) run.onTakenOut(one);
    },
  });
  return all;
}

const batchOf = (batch: readonly Scenario[], without: string[]): Batch => ({
  names: batch.map(({ name }) => name),
  without,
});
