import type { PodState, WorkloadState } from "../../domain/workload-state.ts";

/** How far the pods of a revision come on their way to ready, the least of them. */
export const STAGES = ["not created", "not placed", "not started", "ended", "running", "ready"] as const;
type Stage = number;

/** Reasons for waiting behind which the container has run already. */
const AFTER_A_RUN: ReadonlySet<string> = new Set(["CrashLoopBackOff", "Completed"]);

/** Index into STAGES, for the pods that the present template makes; a fault that hides another one ends earlier than it. */
export function howFar(state: WorkloadState): Stage {
  const pods = state.pods.filter(
    ({ revision, isTerminating }) =>
      !isTerminating && (state.targetRevision === "" || revision === state.targetRevision),
  );
  return pods.length === 0 ? 0 : Math.min(...pods.map(stageOfPod));
}

function stageOfPod({ isReady, phase, containers }: PodState): Stage {
  if (isReady) return 5;
  if (containers.length === 0) return phase === "Pending" ? 1 : 3;
  return Math.min(...containers.map(stageOfContainer));
}

function stageOfContainer({ waitingReason, lastEnd, restartCount }: PodState["containers"][number]): Stage {
  const isStuck = waitingReason !== "" && !AFTER_A_RUN.has(waitingReason);
  // An init container that is done waits for nobody: its end was a good one.
  if (lastEnd !== null && lastEnd.exitCode === 0 && lastEnd.isByProbe !== true && restartCount === 0)
    return 5;
  if (isStuck && lastEnd === null) return 2;
  if (lastEnd?.isByProbe === true) return 4;
  if (lastEnd !== null) return isStuck ? 2 : 3;
  return 4;
}
