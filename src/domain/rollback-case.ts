import { z } from "zod";
import { objectRefSchema } from "./object-ref.ts";

/** The revision that ran well before the one that fails. */
export const rollbackCaseSchema = z.object({
  /** The ReplicaSet or ControllerRevision that holds the good template. */
  to: objectRefSchema,
  toRevision: z.number(),
  fromRevision: z.number(),
  /** Digest of the pod template that was found to fail: another one by now is another release. Absent in older rows. */
  fromTemplate: z.string().optional(),
  /** How long the good revision served. */
  ranSeconds: z.number(),
  /** The whole pod template of that revision, as the API server returned it. */
  template: z.record(z.string(), z.unknown()),
  why: z.string(),
  /** False where the evidence leaves other answers, so that a person must be asked. */
  isExclusive: z.boolean().optional(),
});
export type RollbackCase = z.infer<typeof rollbackCaseSchema>;
