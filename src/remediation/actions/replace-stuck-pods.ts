import type { Action } from "../../domain/action.ts";
import type { ObjectRef } from "../../domain/object-ref.ts";
import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

/**
 * A StatefulSet under OrderedReady waits for a pod that is not ready before it goes on, and never replaces that pod by
 * itself: it must be deleted. https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
 */
export function replaceStuckPods(
  target: ObjectRef,
  oldRevision: string,
): Extract<Action, { type: "ReplaceStuckPods" }> {
  return {
    type: "ReplaceStuckPods",
    target,
    parameters: { oldRevision },
    patch: [],
    inverse: [],
    proof: {
      kind: "with-previous",
      soakSeconds: 0,
      clipped: false,
      sentence: "proven together with the change before it",
    },
    sentence: `delete the pods of revision ${oldRevision} that are not ready, for the controller never replaces them`,
  };
}

/** Exactly the pods of the old revision that are not ready and not going already. */
export function stuckPods(state: WorkloadState, oldRevision: string): PodState[] {
  return state.pods.filter((pod) => pod.revision === oldRevision && !pod.isReady && !pod.isTerminating);
}

/** After a return: the pods that the change itself made, are not ready, and would be waited for in the same way. */
export function stuckAfterReturn(before: WorkloadState, now: WorkloadState): PodState[] {
  if (now.targetRevision === "") return [];
  const known = new Set(before.pods.map(({ uid }) => uid));
  return now.pods.filter(
    (pod) => !known.has(pod.uid) && pod.revision !== now.targetRevision && !pod.isReady && !pod.isTerminating,
  );
}
