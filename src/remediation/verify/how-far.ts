import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

/** How far the pods of a revision come on their way to ready, the least of them. */
export const STAGES = [
  "not created",
  "not placed",
  "without its volumes",
  "without its image",
  "without its configuration",
  "not started",
  "ended",
  "running",
  "ready",
] as const;
type Stage = number;
const stage = (name: (typeof STAGES)[number]): Stage => STAGES.indexOf(name);

/** In the order in which a kubelet brings a container up: where one of these hides another, its repair shows the next. */
const STUCK_AT: Readonly<Record<string, (typeof STAGES)[number]>> = {
  ContainerCreating: "without its volumes",
  InvalidImageName: "without its image",
  ErrImageNeverPull: "without its image",
  ErrImagePull: "without its image",
  ImagePullBackOff: "without its image",
  CreateContainerConfigError: "without its configuration",
};
const stuckStage = (reason: string): Stage =>
  stage((Object.hasOwn(STUCK_AT, reason) ? STUCK_AT[reason] : undefined) ?? "not started");

/** Reasons for waiting behind which the container has run already. */
const AFTER_A_RUN: ReadonlySet<string> = new Set(["CrashLoopBackOff", "Completed"]);

/**
 * Index into STAGES, for the pods that the present template makes; a fault that hides another one ends earlier than it.
 * @param looks `fresh` where every end lies after the change: who is ready between two of them has come no further than to an end
 */
export function howFar(state: WorkloadState, looks: "as it is" | "fresh" = "as it is"): Stage {
  const pods = state.pods.filter(
    ({ revision, isTerminating }) =>
      !isTerminating && (state.targetRevision === "" || revision === state.targetRevision),
  );
  return pods.length === 0 ? 0 : Math.min(...pods.map((pod) => stageOfPod(pod, looks === "fresh")));
}

function stageOfPod({ isReady, phase, containers }: PodState, isFresh: boolean): Stage {
  if (isReady && !(isFresh && containers.some(({ lastEnd }) => lastEnd !== null && lastEnd.exitCode !== 0)))
    return stage("ready");
  // A container that waits for an init container says nothing of its own.
  const telling = containers.filter(({ waitingReason }) => waitingReason !== "PodInitializing");
  if (telling.length === 0) return stage(phase === "Pending" ? "not placed" : "ended");
  return Math.min(...telling.map(stageOfContainer));
}

function stageOfContainer({ waitingReason, lastEnd, restartCount }: PodState["containers"][number]): Stage {
  // An init container that is done waits for nobody: its end was a good one.
  if (lastEnd !== null && lastEnd.exitCode === 0 && lastEnd.isByProbe !== true && restartCount === 0)
    return stage("ready");
  if (lastEnd?.isByProbe === true) return stage("running");
  if (waitingReason !== "" && !AFTER_A_RUN.has(waitingReason)) return stuckStage(waitingReason);
  return stage(lastEnd === null ? "running" : "ended");
}
