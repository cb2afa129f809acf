import type { Expectation, Play, Vary } from "../scenario.ts";
import { all } from "./in-the-end.ts";
import { neighbours } from "./neighbours.ts";
import { nameOf, type WorkloadObject } from "./workload.ts";
import { allReady, templateHolds } from "./workload-in-the-end.ts";

/** A workload that runs well, and then its next revision. */
export const release = (
  vary: Vary,
  { from, to, beside = [] }: { from: WorkloadObject; to: WorkloadObject; beside?: object[] },
): Pick<Play, "before" | "healthySeconds" | "steps"> => ({
  before: [...neighbours(vary), ...beside, from],
  healthySeconds: vary.integer(660, 720),
  steps: [{ afterSeconds: 0, apply: [to] }],
});

/** A workload that never ran before, beside others. */
export const firstDeploy = (vary: Vary, objects: object[]): Pick<Play, "before" | "steps"> => ({
  before: neighbours(vary),
  steps: [{ afterSeconds: 0, apply: objects }],
});

/** The revision that ran is back, and all of its pods are ready. */
export const returnedTo = (app: WorkloadObject, causes: Expectation["causes"]): Expectation => ({
  outcome: "repaired",
  causes,
  object: nameOf(app),
  finally: all(templateHolds(app), allReady(app)),
});
