import type { Attempt } from "../../domain/attempt.ts";
import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

export interface InstanceEnd {
  pod: string;
  container: string;
  reason: string;
  exitCode: number;
  ranSeconds: number;
  /** Ended by the kubelet for its liveness or startup probe: no sign of memory, whatever the exit code. */
  isByProbe?: boolean;
}

/**
 * Ends of containers that were not there before the change, found by pod UID, container and restart count alone: the
 * clocks of nodes and of this service are never compared. Ends with exit code 0 are no failures, but for those by a probe.
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
    // The start of a next instance counts as a restart too, but the end before it may be one that was known.
    const id = container.lastEnd?.id ?? "";
    const hasRestarted = container.restartCount > (old?.restartCount ?? 0);
    if (id === "" ? !hasRestarted : id === old?.lastEnd?.id) return [];
    const end = container.lastEnd ?? { reason: "restarted", exitCode: -1, ranSeconds: 0 };
    const isByProbe = container.lastEnd?.isByProbe ?? false;
    if (end.exitCode === 0 && !isByProbe) return [];
    const { reason, exitCode, ranSeconds } = end;
    return [{ pod: pod.name, container: container.name, reason, exitCode, ranSeconds, isByProbe }];
  });
}

export function endSentence(end: InstanceEnd): string {
  const by = end.isByProbe ? ", ended by the kubelet for its liveness or startup probe" : "";
  return `container ${end.container} of pod ${end.pod} ended after ${Math.round(end.ranSeconds)} s: ${end.reason}, exit code ${end.exitCode}${by}`;
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

/** Ended by the kernel, or by a signal that no status calls an OOM. */
const KILLED_EXIT_CODE = 137;
export const isMemoryEnd = (end: {
  reason: string;
  exitCode: number;
  isByProbe?: boolean | undefined;
}): boolean => end.reason === "OOMKilled" || (end.exitCode === KILLED_EXIT_CODE && end.isByProbe !== true);

/**
 * Whether the change failed by what it was made against: a kill by memory, or the very end that the container had before
 * (where the kernel kills a child, the main process ends by itself, with a code of its own).
 */
export function isEndOfSameKind(attempt: Pick<Attempt, "before">, end: InstanceEnd): boolean {
  if (isMemoryEnd(end)) return true;
  if (end.isByProbe === true) return false;
  return failedBefore(attempt.before).has(`${end.container}/${end.reason}/${end.exitCode}`);
}
