import { z } from "zod";

/** One instance of the container that memory ended. `ranSeconds` comes from the node's own clock alone. */
export const memoryKillSchema = z.object({
  podUid: z.string(),
  podName: z.string(),
  restartCount: z.number(),
  ranSeconds: z.number(),
  finishedAt: z.string(),
  limitBytes: z.number().nullable(),
});

/** Everything that the right size of a limit follows from. Bytes throughout. */
export const memoryCaseSchema = z.object({
  container: z.string(),
  /** A sidecar is an init container with restartPolicy Always. */
  containerKind: z.enum(["container", "init", "sidecar"]),
  containerIndex: z.number(),
  limitBytes: z.number().nullable(),
  requestBytes: z.number().nullable(),
  kills: z.array(memoryKillSchema),
  /** Two kills of the same template within an hour, or a back-off: one kill alone must not roll a workload. */
  isRepeated: z.boolean(),
  /** The highest limit of an earlier revision that ran well, above the present one. */
  earlierGoodLimitBytes: z.number().nullable(),
  /** The appetite that the container declares, with the overhead that such a runtime has. */
  declaredNeed: z.object({ bytes: z.number(), from: z.string() }).nullable(),
  /** The highest usage that no limit clipped. */
  sampledNeed: z.object({ bytes: z.number(), from: z.string() }).nullable(),
  /** How the run's length changed with the limit, over the attempts so far. */
  growth: z.enum(["unknown", "bounded", "unbounded"]),
});
export type MemoryCase = z.infer<typeof memoryCaseSchema>;
export type MemoryKill = z.infer<typeof memoryKillSchema>;
