import { messageOf } from "../../../src/core/errors.ts";
import type { Truth } from "../checker/evidence.ts";
import type { ChaosStage } from "../stage/stage.ts";
import { truthOf } from "./truth-of.ts";

export interface IncidentRun {
  seed: number;
  shapes: readonly string[];
  /** So many are begun at once. */
  together: number;
  /** Whether another one is to be begun. */
  goesOn(begun: number): boolean;
}

/** Makes problems, one after the other in so many places at once; resolves with what is right for each, once all are acted out. */
export async function runIncidents(
  { cluster }: ChaosStage,
  run: IncidentRun,
): Promise<{ truths: Truth[]; failures: string[] }> {
  const truths: Truth[] = [];
  const failures: string[] = [];
  let begun = 0;
  const play = async () => {
    while (run.goesOn(begun)) {
      const scenario = run.shapes[begun % run.shapes.length] ?? "";
      const seed = run.seed * 1_000 + begun;
      begun += 1;
      truths.push(truthOf(scenario, seed));
      await cluster.tell({ do: "play", scenario, seed }).catch((error: unknown) => {
        failures.push(`${scenario} could not be played: ${messageOf(error)}`);
      });
    }
  };
  await Promise.all(Array.from({ length: run.together }, play));
  return { truths, failures };
}
