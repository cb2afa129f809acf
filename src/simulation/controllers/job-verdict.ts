import type { Job, Pod } from "../store/objects.ts";
import { policyOutcome } from "./pod-failure-policy.ts";

export interface Verdict {
  types: readonly [string, string];
  reason: string;
  message: string;
}

export const COMPLETE: Verdict = {
  types: ["SuccessCriteriaMet", "Complete"],
  reason: "CompletionsReached",
  message: "Reached expected number of succeeded pods",
};

const failed = (reason: string, message: string): Verdict => ({
  types: ["FailureTarget", "Failed"],
  reason,
  message,
});

/** Restarts of a pod's containers count where its policy restarts them in place. */
const restartsOf = (pod: Pod): number =>
  [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].reduce(
    (sum, { restartCount }) => sum + restartCount,
    0,
  );

/** Whether, and how, a Job is over. */
export function verdictOn(job: Job, pods: readonly Pod[], nowMs: number): Verdict | undefined {
  const { backoffLimit = 6, completions = 1, activeDeadlineSeconds } = job.spec;
  const ofPhase = (phase: string) => pods.filter((pod) => pod.status?.phase === phase);
  const outcomes = ofPhase("Failed").map((pod) => policyOutcome(job, pod));
  const fatal = outcomes.find(({ action }) => action === "FailJob");
  if (fatal) return failed("PodFailurePolicy", fatal.message);
  if (ofPhase("Succeeded").length >= completions) return COMPLETE;
  const counted = outcomes.filter(({ action }) => action === "Count").length;
  const isInPlace = job.spec.template.spec.restartPolicy === "OnFailure";
  const restarts = isInPlace ? pods.reduce((sum, pod) => sum + restartsOf(pod), 0) : 0;
  if (counted > backoffLimit || (isInPlace && restarts > 0 && restarts >= backoffLimit))
    return failed("BackoffLimitExceeded", "Job has reached the specified backoff limit");
  const startedMs = Date.parse(job.status?.startTime ?? "");
  const isLate = activeDeadlineSeconds !== undefined && nowMs - startedMs >= activeDeadlineSeconds * 1000;
  return isLate ? failed("DeadlineExceeded", "Job was active longer than specified deadline") : undefined;
}
