import type { WorkloadState } from "../../domain/workload-state.ts";

/** How many ready pods a return must bring back: as many as before, but no more than are wanted since. */
export function readyToExpect(before: WorkloadState, now: WorkloadState): number {
  return Math.min(before.pods.filter((pod) => pod.isReady).length, now.desiredReplicas);
}
