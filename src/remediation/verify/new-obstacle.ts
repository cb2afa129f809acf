import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";

/**
 * Why a container cannot start, as its waiting reason tells, and how long that may last before it counts, seconds: a pull
 * is tried again after a hiccup of the registry, and a ConfigMap may come a moment after its pod.
 */
const OBSTACLES: Readonly<Record<string, number>> = {
  InvalidImageName: 0,
  ErrImageNeverPull: 0,
  RunContainerError: 0,
  CreateContainerConfigError: 20,
  CreateContainerError: 20,
  ImagePullBackOff: 60,
};

/** What keeps the revision that the change made from running, where nothing did before. Pure. */
export function newObstacle(
  attempt: Pick<Attempt, "before">,
  state: WorkloadState,
  elapsedSeconds: number,
): string | undefined {
  const { targetRevision } = state;
  if (targetRevision === "" || targetRevision === attempt.before.targetRevision) return undefined;
  const known = new Set(
    attempt.before.pods.flatMap(({ containers }) =>
      containers.map(({ name, waitingReason }) => `${name}/${waitingReason}`),
    ),
  );
  for (const pod of state.pods.filter(({ revision }) => revision === targetRevision))
    for (const { name, waitingReason } of pod.containers) {
      const least = Object.hasOwn(OBSTACLES, waitingReason) ? OBSTACLES[waitingReason] : undefined;
      if (least !== undefined && elapsedSeconds >= least && !known.has(`${name}/${waitingReason}`))
        return `container ${name} of pod ${pod.name} does not start: ${waitingReason}, which was not so before`;
    }
  return undefined;
}
