import { z } from "zod";

/** What the verifier looks at, read the same way before and after a change. */
export const podStateSchema = z.object({
  uid: z.string(),
  name: z.string(),
  /** pod-template-hash of a Deployment's pod, controller-revision-hash of a StatefulSet's or DaemonSet's, "" else. */
  revision: z.string(),
  isReady: z.boolean(),
  isTerminating: z.boolean(),
  phase: z.string(),
  containers: z.array(
    z.object({
      name: z.string(),
      restartCount: z.number(),
      /** Identifies the last instance that ended, so that the same end is never counted twice: its containerID. */
      lastEnd: z
        .object({
          id: z.string(),
          reason: z.string(),
          exitCode: z.number(),
          ranSeconds: z.number(),
          /** The kubelet ended it for its liveness or startup probe, as only the events tell. */
          isByProbe: z.boolean().optional(),
        })
        .nullable(),
      waitingReason: z.string(),
    }),
  ),
});
export type PodState = z.infer<typeof podStateSchema>;

/** How a Service, budget, claim, autoscaler or node is by its own measure. */
export const objectHealthSchema = z.object({
  isWell: z.boolean(),
  reason: z.string(),
  /** More is better: ready endpoints, disruptions allowed, bytes; a change must not leave less than before. */
  measure: z.number(),
  /** Well as far as can be measured, and yet something about it is odd: told when a new symptom asks for a reason. */
  doubt: z.string().optional(),
});

export const workloadStateSchema = z.object({
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number(),
  observedGeneration: z.number(),
  desiredReplicas: z.number(),
  updatedReplicas: z.number(),
  readyReplicas: z.number(),
  availableReplicas: z.number(),
  totalReplicas: z.number(),
  /** The revision that the present template makes; "" while the controller has not named it. */
  targetRevision: z.string(),
  isProgressDeadlineExceeded: z.boolean(),
  progressDeadlineSeconds: z.number().nullable(),
  pods: z.array(podStateSchema),
  /** Null for a workload, whose pods tell. */
  health: objectHealthSchema.nullable().default(null),
  /** For a CronJob or Job: how the jobs ended, newest first. */
  jobs: z.array(
    z.object({
      uid: z.string(),
      name: z.string(),
      generation: z.number(),
      outcome: z.enum(["running", "complete", "failed"]),
      startedAt: z.string(),
    }),
  ),
});
export type WorkloadState = z.infer<typeof workloadStateSchema>;
export type ObjectHealth = z.infer<typeof objectHealthSchema>;
