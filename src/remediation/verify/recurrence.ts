import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { isMemoryEnd, newEnds } from "./instance-ends.ts";
import type { ProveInput } from "./prove.ts";

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
  const isMemory = action.type === "SetMemoryLimit" || action.type === "ResizePod";
  const known = new Set(attempt.before.jobs.map((job) => job.uid));
  const fresh = state.jobs.filter((job) => job.generation > 0 && !known.has(job.uid));
  const isOfJob = (pod: string) => fresh.some((job) => pod.startsWith(`${job.name}-`));
  const end = newEnds(attempt.verification.baseline ?? attempt.before, state, state.targetRevision).find(
    (one) =>
      (action.proof.kind !== "next-job" || isOfJob(one.pod)) &&
      (!isMemory || (one.container === action.parameters.container && isMemoryEnd(one))),
  );
  return end === undefined
    ? undefined
    : {
        reason: `container ${end.container} of pod ${end.pod} ended again after ${Math.round(end.ranSeconds)} s: ${end.reason}, exit code ${end.exitCode}`,
        ranSeconds: end.ranSeconds,
      };
}
