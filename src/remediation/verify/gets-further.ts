import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

/** How far a pod has come towards serving, in the order in which a kubelet brings it there. */
const STAGES = [
  "no pod",
  "a pod without a node",
  "a pod whose volumes are not mounted",
  "a pod whose image is not there",
  "a pod whose configuration is not there",
  "a pod whose containers do not start",
  "a pod that runs and is not ready",
  "a ready pod",
] as const;

const STAGE_OF: Readonly<Record<string, number>> = {
  ContainerCreating: 2,
  InvalidImageName: 3,
  ErrImageNeverPull: 3,
  ErrImagePull: 3,
  ImagePullBackOff: 3,
  CreateContainerConfigError: 4,
  CreateContainerError: 5,
  RunContainerError: 5,
};
const RUNS = 6;
const READY = 7;

/**
 * Where one fault hid another, its repair leads to the next: then what was changed is kept, and the other is looked for.
 * In words, or undefined where the new revision comes no further than the one before. Pure.
 */
export function getsFurther(before: WorkloadState, now: WorkloadState): string | undefined {
  const [was, is] = [stageOf(before), stageOf(now)];
  const readyOf = ({ pods }: WorkloadState) => pods.filter(({ isReady }) => isReady).length;
  if (is <= was || readyOf(now) < readyOf(before)) return undefined;
  return `there is ${STAGES[is]}, where there was ${STAGES[was]}`;
}

/** Of the revision that its template makes, the pod that has come furthest. */
function stageOf({ pods, targetRevision }: WorkloadState): number {
  const own = pods.filter(({ revision, isTerminating }) => revision === targetRevision && !isTerminating);
  return Math.max(0, ...own.map(stageOfPod));
}

function stageOfPod({ isReady, containers }: PodState): number {
  if (isReady) return READY;
  // A container that waits for an init container says nothing of its own.
  const stages = containers
    .filter(({ waitingReason }) => waitingReason !== "PodInitializing")
    .map(
      ({ waitingReason }) =>
        (Object.hasOwn(STAGE_OF, waitingReason) ? STAGE_OF[waitingReason] : RUNS) ?? RUNS,
    );
  return stages.length === 0 ? 1 : Math.min(...stages);
}
