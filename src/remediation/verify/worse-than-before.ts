import type { WorkloadState } from "../../domain/workload-state.ts";

/** What a return has not brought back yet, in words; undefined where nothing is worse than before the change. Pure. */
export function worseThanBefore(before: WorkloadState, now: WorkloadState): string | undefined {
  if (before.health !== null && now.health !== null)
    return now.health.measure < before.health.measure
      ? `${now.health.reason}, where it was: ${before.health.reason}`
      : undefined;
  const readyOf = (state: WorkloadState) => state.pods.filter((pod) => pod.isReady).length;
  // As many as before, but no more than are wanted since.
  const wanted = Math.min(readyOf(before), now.desiredReplicas);
  return readyOf(now) < wanted ? `${readyOf(now)} of ${wanted} pods are ready` : undefined;
}
