import { z } from "zod";
import type { Plan } from "./plan.ts";
import { type WorkloadState, workloadStateSchema } from "./workload-state.ts";

export const ATTEMPT_RESULTS = [
  "verified",
  "recurred",
  "rolled-back",
  "rollback-failed",
  "kept",
  "superseded",
  "refused",
  /** The API server would have taken it, and the service writes nothing. */
  "dry-run",
] as const;
export type AttemptResult = (typeof ATTEMPT_RESULTS)[number];
export const PROOFS = ["full", "provisional"] as const;
export type Proof = (typeof PROOFS)[number];

export const verificationSchema = z.object({
  /** Our clock, when the rollout was first seen complete; the soak counts from here. */
  rolledOutAt: z.string().nullable(),
  lastCheckedAt: z.string().nullable(),
  lastReason: z.string(),
  /** Digest of the pod template as the server returned it after our write: another one means that somebody else rolled out. */
  templateDigest: z.string().nullable(),
  /** Longest run of an instance that ended while it was verified, seconds; null while none did. */
  failedRunSeconds: z.number().nullable(),
  /** Who set the fields back to what they were, as managedFields tell; absent where nobody did. */
  undoneBy: z.string().optional(),
  /** For a pod that is resized in place: its state when the new limit came into force; older ends tell nothing. */
  baseline: workloadStateSchema.optional(),
});
export type Verification = z.infer<typeof verificationSchema>;

/** One execution of one plan. The row is committed before the first write to the cluster. */
export interface Attempt {
  id: string;
  incidentId: string;
  number: number;
  planDigest: string;
  plan: Plan;
  /** The target object before the change, redacted of nothing: it holds no Secret value. */
  preImage: Record<string, unknown>;
  before: WorkloadState;
  /** Names of steps that are done: "apply:0", "apply:1", "return:0". A step that is here is never done again. */
  steps: string[];
  /** Generation of the target after our write; null until it was made. */
  appliedGeneration: number | null;
  verification: Verification;
  /** Longest run of an instance that was killed before the change, seconds. */
  previousRunSeconds: number;
  failure: string | null;
  result: AttemptResult | null;
  proof: Proof | null;
  startedAt: Date;
  appliedAt: Date | null;
  endedAt: Date | null;
}
