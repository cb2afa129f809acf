import { z } from "zod";
import { ACTION_PARAMETERS } from "./action-parameters.ts";
import { jsonPatchSchema } from "./json-patch.ts";
import { objectRefSchema } from "./object-ref.ts";

export { ACTION_PARAMETERS, type ActionParameters } from "./action-parameters.ts";

/** The closed list of changes that exist. What is not here cannot be expressed, and so cannot be done. */
export type ActionType = keyof typeof ACTION_PARAMETERS;
export const ACTION_TYPES = Object.keys(ACTION_PARAMETERS) as [ActionType, ...ActionType[]];

/** How an action proves that it held, in words and for the verifier. */
export const proofSpecSchema = z.object({
  /**
   * `health`: the object's own health (`WorkloadState.health`) or, for a workload, its ready replicas, hold for the soak.
   * `next-job`: for a CronJob whose template changed. `job`: the Job that was run again completes.
   */
  kind: z.enum(["rollout", "next-job", "resize", "with-previous", "health", "job"]),
  soakSeconds: z.number(),
  /** The soak was cut at its upper bound, so the proof is provisional and the subject is watched on. */
  clipped: z.boolean(),
  sentence: z.string(),
});

const shared = {
  target: objectRefSchema,
  /** Operations with `test` on all that the change relies on; empty for an action that patches nothing. */
  patch: jsonPatchSchema,
  inverse: jsonPatchSchema,
  proof: proofSpecSchema,
  /** For people, one line: "memory limit of container web: 100Mi -> 230Mi". */
  sentence: z.string(),
};

function action<T extends ActionType>(type: T) {
  return z.object({ type: z.literal(type), parameters: ACTION_PARAMETERS[type], ...shared });
}

export const actionSchema = z.discriminatedUnion("type", [
  action("SetMemoryLimit"),
  action("RollBackRevision"),
  action("ResizePod"),
  action("ReplaceStuckPods"),
  action("SetResources"),
  action("SetImage"),
  action("SetProbe"),
  action("SetServiceSelector"),
  action("SetServicePort"),
  action("SetReference"),
  action("SetField"),
  action("SetScale"),
  action("SetAutoscalerBounds"),
  action("SetBudget"),
  action("RelaxPlacement"),
  action("ExpandClaim"),
  action("ResumeCronJob"),
  action("UncordonNode"),
  action("RestartRollout"),
  action("EvictPod"),
  action("RunJobAgain"),
  action("RecreateService"),
]);
export type Action = z.infer<typeof actionSchema>;
