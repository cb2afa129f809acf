import { z } from "zod";
import type { WorkloadState } from "../domain/workload-state.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { recordOf } from "./kubernetes-object.ts";

const count = z.number().catch(0);
const specSchema = z.object({
  replicas: z.number().catch(1),
  parallelism: z.number().catch(1),
  progressDeadlineSeconds: z.number().nullable().catch(null),
});
const statusSchema = z.object({
  observedGeneration: z.number().optional().catch(undefined),
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
  availableReplicas: count,
  desiredNumberScheduled: count,
  updatedNumberScheduled: count,
  currentNumberScheduled: count,
  numberReady: count,
  numberAvailable: count,
  /** A number for a Job; a CronJob has a list here, which counts as none. */
  active: count,
  ready: count,
  updateRevision: z.string().catch(""),
  conditions: z
    .array(z.object({ type: z.string(), status: z.string(), reason: z.string().catch("") }))
    .catch([]),
});
export type WorkloadStatus = z.infer<typeof statusSchema>;

export function statusOf(workload: KubernetesObject): WorkloadStatus {
  return statusSchema.parse(recordOf(workload.status));
}

export type WorkloadNumbers = Omit<WorkloadState, "targetRevision" | "pods" | "jobs" | "health">;

/** What the object itself says; kinds without an observedGeneration (CronJob, Job) count as observed. */
export function numbersOf(workload: KubernetesObject): WorkloadNumbers {
  const spec = specSchema.parse(recordOf(workload.spec));
  const status = statusOf(workload);
  const generation = workload.metadata.generation ?? 0;
  return {
    uid: workload.metadata.uid ?? "",
    resourceVersion: workload.metadata.resourceVersion ?? "",
    generation,
    observedGeneration: status.observedGeneration ?? (hasObserver(workload.kind) ? 0 : generation),
    ...replicasOf(workload.kind, spec, status),
    isProgressDeadlineExceeded: status.conditions.some(
      (one) =>
        one.type === "Progressing" && one.status === "False" && one.reason === "ProgressDeadlineExceeded",
    ),
    progressDeadlineSeconds: spec.progressDeadlineSeconds,
  };
}

function replicasOf(kind: string, spec: z.infer<typeof specSchema>, status: WorkloadStatus) {
  if (kind === "DaemonSet")
    return {
      desiredReplicas: status.desiredNumberScheduled,
      updatedReplicas: status.updatedNumberScheduled,
      readyReplicas: status.numberReady,
      availableReplicas: status.numberAvailable,
      totalReplicas: status.currentNumberScheduled,
    };
  if (kind === "Deployment" || kind === "StatefulSet")
    return {
      desiredReplicas: spec.replicas,
      updatedReplicas: status.updatedReplicas,
      readyReplicas: status.readyReplicas,
      availableReplicas: status.availableReplicas,
      totalReplicas: status.replicas,
    };
  return {
    desiredReplicas: kind === "Job" ? spec.parallelism : 0,
    updatedReplicas: status.active,
    readyReplicas: status.ready,
    availableReplicas: status.ready,
    totalReplicas: status.active,
  };
}

function hasObserver(kind: string): boolean {
  return kind === "Deployment" || kind === "StatefulSet" || kind === "DaemonSet";
}
