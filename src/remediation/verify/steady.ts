import type { WorkloadState } from "../../domain/workload-state.ts";

/**
 * Whether all is ready and nothing waits to be started again, at one look: a crash loop looks steady between two kills,
 * so whether that has lasted takes two looks (see calm.ts).
 */
export function isSteady(state: WorkloadState): boolean {
  if (state.health !== null) return state.health.isWell;
  const isAllReady =
    state.desiredReplicas > 0 &&
    state.readyReplicas >= state.desiredReplicas &&
    state.updatedReplicas >= state.desiredReplicas;
  return isAllReady && state.pods.every((pod) => pod.containers.every((one) => one.waitingReason === ""));
}
