import type { WorkloadState } from "../../domain/workload-state.ts";

/**
 * Whether all is ready and nothing waits to be started again. Whether that has lasted is told by the last symptom's time
 * on our own clock: a crash loop looks steady between two kills.
 */
export function isSteady(state: WorkloadState): boolean {
  const isAllReady =
    state.desiredReplicas > 0 &&
    state.readyReplicas >= state.desiredReplicas &&
    state.updatedReplicas >= state.desiredReplicas;
  return isAllReady && state.pods.every((pod) => pod.containers.every((one) => one.waitingReason === ""));
}
