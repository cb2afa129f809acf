import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { failedBefore, type InstanceEnd, isMemoryEnd, newEnds } from "./instance-ends.ts";
import type { ProveInput } from "./prove.ts";
import { isSteady } from "./steady.ts";

/**
 * The same cause again on the revision that the attempt made. Another template is another story, and so is an end that
 * memory does not explain, unless the attempt was a return to an earlier revision: then any failure is.
 */
export function recurrence(
  attempt: Attempt,
  seen: { target: ProveInput["target"]; state: WorkloadState },
): { reason: string; ranSeconds: number | null } | undefined {
  const { target, state } = seen;
  const action = attempt.plan.actions[0];
  if (!target.isSameObject || !target.holdsOurValues || !target.isOurTemplate) return undefined;
  if (action === undefined || (state.targetRevision === "" && state.pods.some((pod) => pod.revision !== "")))
    return undefined;
  if (isStepAction(action) || state.health !== null) return undefined;
  const isMemory = action.type === "SetMemoryLimit" || action.type === "ResizePod";
  const isAnyEnd = action.type === "RollBackRevision";
  const isOfJob = podsOfNewJobs(attempt, state);
  const end = newEnds(attempt.verification.baseline ?? attempt.before, state, state.targetRevision).find(
    (one) =>
      (action.proof.kind !== "next-job" || isOfJob(one.pod)) &&
      (!isMemory || one.container === action.parameters.container) &&
      (isAnyEnd || isSameEnd(attempt, one)),
  );
  return end === undefined
    ? undefined
    : {
        reason: `container ${end.container} of pod ${end.pod} ended again after ${Math.round(end.ranSeconds)} s: ${end.reason}, exit code ${end.exitCode}`,
        ranSeconds: end.ranSeconds,
      };
}

/** SIGKILL alone is also how a probe ends a container: it is the same end only where it was the end before the fix. */
function isSameEnd(attempt: Attempt, end: InstanceEnd): boolean {
  const { container, reason, exitCode } = end;
  const [action] = attempt.plan.actions;
  const isMemory = action?.type === "SetMemoryLimit" || action?.type === "ResizePod";
  if (isMemory && reason === "OOMKilled") return true;
  if (end.isByProbe === true) return action?.type === "SetProbe";
  return failedBefore(attempt.before).has(`${container}/${reason}/${exitCode}`);
}

/**
 * What else is wrong with a workload whose fix is watched: another container was killed, or somebody's newer rollout was,
 * or it does not run. It tells nothing of the fix, but the closed incident has absorbed its symptom, so nobody else looks.
 */
export function otherTrouble(attempt: Attempt, state: WorkloadState): string | undefined {
  const kind = attempt.plan.actions[0]?.proof.kind;
  const isBatch = kind === "next-job" || kind === "job";
  const isOfJob = podsOfNewJobs(attempt, state);
  const end = newEnds(attempt.verification.baseline ?? attempt.before, state, "").find(
    (one) => (!isBatch || isOfJob(one.pod)) && isMemoryEnd(one),
  );
  if (end !== undefined)
    return `container ${end.container} of pod ${end.pod} was ended: ${end.reason}, exit code ${end.exitCode}`;
  if (state.health !== null) return state.health.isWell ? state.health.doubt : state.health.reason;
  if (isBatch || state.desiredReplicas === 0 || isSteady(state)) return undefined;
  return `${state.readyReplicas} of ${state.desiredReplicas} pods are ready`;
}

function podsOfNewJobs(attempt: Attempt, state: WorkloadState): (pod: string) => boolean {
  const known = new Set(attempt.before.jobs.map((job) => job.uid));
  const fresh = state.jobs.filter((job) => job.generation > 0 && !known.has(job.uid));
  return (pod) => fresh.some((job) => pod.startsWith(`${job.name}-`));
}
