import type { Attempt } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { endSentence, type InstanceEnd, newEnds } from "./instance-ends.ts";
import { seconds, spec, waitFor } from "./proof-pace.ts";
import type { ProofResult, ProveInput } from "./prove.ts";

/** A Job of the new template that began after the change. It may be long until one does: then it is provisional. */
export function proveJobs({ attempt, state, now, settings }: ProveInput): ProofResult {
  const { soakSeconds } = spec(attempt);
  const known = new Set(attempt.before.jobs.map((job) => job.uid));
  const fresh = state.jobs.filter((job) => job.generation > 0 && !known.has(job.uid));
  if (fresh.some((job) => job.outcome === "complete"))
    return { kind: "held", proof: "full", reason: "the next Job has completed" };
  const end = jobEnd(attempt, state);
  const failed = fresh.find((job) => job.outcome === "failed");
  if (end !== undefined) return { kind: "failed", reason: endSentence(end), end };
  if (failed !== undefined) return { kind: "failed", reason: `Job ${failed.name} failed`, end: null };
  const elapsed = seconds(attempt.appliedAt ?? attempt.startedAt, now);
  const isRunning = fresh.some((job) => job.outcome === "running");
  if (elapsed < Math.max(soakSeconds, settings.verifyTimeoutSeconds) || isRunning)
    return waitFor(isRunning ? "the next Job runs" : "waiting for the next Job", null, soakSeconds);
  return {
    kind: "held",
    proof: "provisional",
    reason: "no Job has started since the change; the next one is watched",
  };
}

function jobEnd(attempt: Attempt, state: WorkloadState): InstanceEnd | undefined {
  const { container } = spec(attempt);
  const prefixes = state.jobs
    .filter((job) => job.generation > 0 && !attempt.before.jobs.some((old) => old.uid === job.uid))
    .map((job) => `${job.name}-`);
  return newEnds(attempt.before, state, "").find(
    (end) =>
      (container === undefined || end.container === container) &&
      prefixes.some((prefix) => end.pod.startsWith(prefix)),
  );
}

/** Nobody waits longer for a Job that was run again. */
const LONGEST_JOB_SECONDS = 24 * 3600;

/** The Job that was run again must complete; its own deadline and back-off limit say when it has failed. */
export function proveJob({ attempt, state, now, settings }: ProveInput): ProofResult {
  const [job] = state.jobs;
  const elapsed = seconds(attempt.appliedAt ?? attempt.startedAt, now);
  if (job === undefined)
    return { kind: "failed", reason: "the Job is gone, and nobody saw it complete", end: null };
  if (job.outcome === "complete")
    return { kind: "held", proof: "full", reason: `Job ${job.name} has completed` };
  if (job.outcome === "failed") return { kind: "failed", reason: `Job ${job.name} failed`, end: null };
  const hasRun = state.pods.some(({ phase }) => phase !== "Pending");
  const isLate = elapsed >= (hasRun ? LONGEST_JOB_SECONDS : settings.verifyTimeoutSeconds);
  if (isLate) {
    const what = hasRun ? "has not completed" : "has not started";
    return { kind: "failed", reason: `Job ${job.name} ${what} within ${Math.round(elapsed)} s`, end: null };
  }
  const wait = waitFor(`Job ${job.name} runs`, null, spec(attempt).soakSeconds);
  return { ...wait, nextCheckSeconds: Math.min(60, Math.max(2, elapsed / 10)) };
}
