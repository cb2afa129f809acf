import type { Play, Vary } from "../scenario.ts";
import { neighbours } from "./neighbours.ts";
import type { WorkloadObject } from "./workload.ts";

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
