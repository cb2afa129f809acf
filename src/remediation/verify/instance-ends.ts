import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

export interface InstanceEnd {
  pod: string;
  container: string;
  reason: string;
  exitCode: number;
  ranSeconds: number;
}

/**
 * Ends of containers that were not there before the change, found by pod UID, container and restart count alone: the
 * clocks of nodes and of this service are never compared. Ends with exit code 0 are no failures.
 */
export function newEnds(before: WorkloadState, now: WorkloadState, revision: string): InstanceEnd[] {
  const known = new Map(before.pods.map((pod) => [pod.uid, pod]));
  return now.pods
    .filter((pod) => revision === "" || pod.revision === revision)
    .flatMap((pod) => endsOfPod(pod, known.get(pod.uid)));
}

function endsOfPod(pod: PodState, before: PodState | undefined): InstanceEnd[] {
  return pod.containers.flatMap((container) => {
    const old = before?.containers.find(({ name }) => name === container.name);
    const isNewEnd = container.lastEnd !== null && container.lastEnd.id !== old?.lastEnd?.id;
    const hasRestarted = container.restartCount > (old?.restartCount ?? 0);
    if (!isNewEnd && !hasRestarted) return [];
    const end = container.lastEnd ?? { reason: "restarted", exitCode: -1, ranSeconds: 0 };
    if (end.exitCode === 0) return [];
    const { reason, exitCode, ranSeconds } = end;
    return [{ pod: pod.name, container: container.name, reason, exitCode, ranSeconds }];
  });
}

/** Containers that failed before the change for a reason of their own: they prove nothing about it. */
export function failedBefore(before: WorkloadState): ReadonlySet<string> {
  return new Set(
    before.pods.flatMap((pod) =>
      pod.containers.flatMap(({ name, lastEnd }) =>
        lastEnd !== null && lastEnd.exitCode !== 0 ? [`${name}/${lastEnd.reason}/${lastEnd.exitCode}`] : [],
      ),
    ),
  );
}
