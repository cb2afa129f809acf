import type { Played } from "../scenarios/runner/play.ts";

/** One scenario in two modes. */
export interface Covered {
  name: string;
  family: string;
  with: string;
  without: string;
}

export interface Coverage {
  better: Covered[];
  worse: Covered[];
}

export const isRight = (one: Played): boolean =>
  one.rightClass && one.rightCause && one.rightObject && one.wrongWrites.length === 0;

/** From the least to the most that a service can do for an incident that is real. */
const WORTH = ["nothing", "person", "proposed", "repaired"];

/**
 * What a model changes. Better: it ends rightly where it did not without, or rightly by a repair where the right end
 * without was a person. Worse: rightly without, and not with.
 */
export function coverageOf(without: readonly Played[], withModel: readonly Played[]): Coverage {
  const coverage: Coverage = { better: [], worse: [] };
  for (const one of withModel) {
    const other = without.find(({ name }) => name === one.name);
    if (other === undefined) continue;
    const pair = { name: one.name, family: one.family, with: ending(one), without: ending(other) };
    if (isRight(one) && (!isRight(other) || worth(one) > worth(other))) coverage.better.push(pair);
    if (isRight(other) && !isRight(one)) coverage.worse.push(pair);
  }
  return coverage;
}

const worth = ({ outcome }: Played) => WORTH.indexOf(outcome);

const ending = (one: Played) => (isRight(one) ? one.outcome : `not right: ${one.said[0] ?? "?"}`);

/** A line a scenario that ends otherwise with the model than without. */
export function coverageTable({ better, worse }: Coverage): string {
  const line = (how: string, { family, name, without, with: withModel }: Covered) =>
    `| ${how} | ${family} / ${name} | ${without} | ${withModel} |`;
  return [
    "| with the model | scenario | without | with |",
    "| --- | --- | --- | --- |",
    ...worse.map((one) => line("worse", one)),
    ...better.map((one) => line("better", one)),
    "",
    `${better.length} better, ${worse.length} worse`,
  ].join("\n");
}
