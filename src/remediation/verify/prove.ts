import type { Attempt, Proof } from "../../domain/attempt.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import { endSentence, failedBefore, type InstanceEnd, newEnds } from "./instance-ends.ts";
import { newObstacle } from "./new-obstacle.ts";
import { betweenLooks, seconds, spec, waitFor } from "./proof-pace.ts";
import { proveHealth } from "./prove-health.ts";
import { proveJob, proveJobs } from "./prove-jobs.ts";

export interface ProveInput {
  attempt: Attempt;
  /** What the object holds now: whether our values stand, and whether the template is still the one we wrote. */
  target: {
    holdsOurValues: boolean;
    isOurTemplate: boolean;
    isSameObject: boolean;
    /** False while a pod's new limit is in its spec and not yet in its containers. */
    isInForce: boolean;
    /** Who set our fields back to what they were before; null where they hold our values or any other. */
    undoneBy?: string | null;
  };
  state: WorkloadState;
  now: Date;
  /** Before the state was read: a soak that ended only after that is not proven by it. Absent in older records. */
  lookedAt?: Date;
  settings: { verifySoakSeconds: number; verifyTimeoutSeconds: number; verifySoakMaxSeconds: number };
}

export type ProofResult =
  | { kind: "held"; proof: Proof; reason: string }
  | { kind: "failed"; reason: string; end: InstanceEnd | null }
  | { kind: "superseded"; reason: string; undoneBy?: string }
  | {
      kind: "wait";
      reason: string;
      rolledOutAt: Date | null;
      nextCheckSeconds: number;
      baseline?: WorkloadState;
    };

/** Whether the change holds, as far as can be said now. Pure. */
export function prove(input: ProveInput): ProofResult {
  const { target, attempt } = input;
  if (!target.isSameObject) return { kind: "superseded", reason: "the object was deleted and made anew" };
  if (!target.holdsOurValues && target.undoneBy != null)
    return {
      kind: "superseded",
      reason: `${target.undoneBy} set the change back to what was there before`,
      undoneBy: target.undoneBy,
    };
  if (!target.holdsOurValues)
    return { kind: "superseded", reason: "somebody else changed the fields that this attempt wrote" };
  if (!target.isOurTemplate)
    return { kind: "superseded", reason: "somebody else changed the pod template meanwhile" };
  switch (proofKind(attempt)) {
    case "next-job":
      return proveJobs(input);
    case "health":
      return proveHealth(input);
    case "job":
      return proveJob(input);
    default:
      return proveRollout(input);
  }
}

function proofKind(attempt: Attempt): string {
  return attempt.plan.actions[0]?.proof.kind ?? "rollout";
}

function proveRollout(input: ProveInput): ProofResult {
  const { attempt, state, now, lookedAt = now, settings } = input;
  const { soakSeconds, isClipped } = spec(attempt);
  const isResize = attempt.plan.actions[0]?.type === "ResizePod";
  const isUnderNewLimit = !isResize || attempt.verification.baseline !== undefined;
  // The instance of before the resize may still be killed under its old limit.
  if (!isUnderNewLimit && input.target.isInForce)
    return { ...waitFor("the new limit is in force", null, soakSeconds), baseline: state };
  const end = isUnderNewLimit ? failureOf(input) : undefined;
  if (end !== undefined) return { kind: "failed", reason: endSentence(end), end };
  const appliedAt = attempt.appliedAt ?? attempt.startedAt;
  const elapsed = seconds(appliedAt, now);
  const cannotRun = newObstacle(attempt, state, elapsed);
  if (cannotRun !== undefined) return { kind: "failed", reason: cannotRun, end: null };
  const isReady = input.target.isInForce && isRolledOut(attempt, state);
  const recorded = attempt.verification.rolledOutAt;
  if (recorded === null && !isReady) {
    if (elapsed >= deadlineSeconds(attempt, state, settings) || isPastDeadline(attempt, state))
      return {
        kind: "failed",
        reason: `not rolled out and ready within ${Math.round(elapsed)} s`,
        end: null,
      };
    return waitFor(`rolling out: ${numbers(state)}`, null, soakSeconds);
  }
  const rolledOutAt = recorded === null ? now : new Date(recorded);
  const soaked = Math.max(0, seconds(rolledOutAt, lookedAt));
  if (soaked < soakSeconds)
    return {
      ...waitFor(
        `soaking: ${Math.round(soaked)} of ${Math.round(soakSeconds)} s without a kill`,
        rolledOutAt,
        soakSeconds,
      ),
      nextCheckSeconds: Math.min(betweenLooks(soakSeconds), soakSeconds - soaked),
    };
  if (!isReady) {
    if (soaked >= soakSeconds + settings.verifyTimeoutSeconds)
      return { kind: "failed", reason: `not ready after the soak: ${numbers(state)}`, end: null };
    return waitFor(
      `the soak is over, but not all pods are ready: ${numbers(state)}`,
      rolledOutAt,
      soakSeconds,
    );
  }
  return {
    kind: "held",
    proof: isClipped || state.desiredReplicas === 0 ? "provisional" : "full",
    reason: `rolled out and ready, no kill or failure for ${Math.round(soaked)} s`,
  };
}

/** The first end that tells against the change; a neighbour that failed the same way before tells nothing. */
function failureOf({ attempt, state }: ProveInput): InstanceEnd | undefined {
  const { container } = spec(attempt);
  const ofBefore = failedBefore(attempt.before);
  const isStale =
    state.targetRevision !== "" &&
    state.targetRevision === attempt.before.targetRevision &&
    state.observedGeneration < (attempt.appliedGeneration ?? 0);
  if (isStale || (state.pods.some((pod) => pod.revision !== "") && state.targetRevision === ""))
    return undefined;
  return newEnds(attempt.verification.baseline ?? attempt.before, state, state.targetRevision).find(
    (end) =>
      container === undefined ||
      (end.container === container && !isOfOldInstance(attempt, state, container)) ||
      (end.container !== container && !ofBefore.has(`${end.container}/${end.reason}/${end.exitCode}`)),
  );
}

/**
 * Whether the instance that was running when a resize came into force may be the one that ended: it began under the old
 * limit. The next one's end counts, and comes within a soak of twice the longest run.
 */
function isOfOldInstance(attempt: Attempt, state: WorkloadState, container: string): boolean {
  const { baseline } = attempt.verification;
  if (baseline === undefined) return false;
  const of = (seen: WorkloadState) => seen.pods[0]?.containers.find(({ name }) => name === container);
  const [old, now] = [of(baseline), of(state)];
  const wasRunning = old !== undefined && old.waitingReason === "";
  return wasRunning && (now?.restartCount ?? 0) < old.restartCount + 2;
}

function isRolledOut(attempt: Attempt, state: WorkloadState): boolean {
  // Older servers write no observed generation into a pod's status; a resize has its own sign.
  const isPod = attempt.plan.actions[0]?.type === "ResizePod";
  return (
    (isPod || state.observedGeneration >= (attempt.appliedGeneration ?? 0)) &&
    state.updatedReplicas >= state.desiredReplicas &&
    state.readyReplicas >= state.desiredReplicas &&
    state.availableReplicas >= state.desiredReplicas &&
    state.totalReplicas <= state.desiredReplicas
  );
}

/**
 * The rollout's own deadline is for its progress and not for its whole length, so the controller's condition tells of it;
 * where that was there before the change already, the time alone does.
 */
function deadlineSeconds(
  attempt: Attempt,
  state: WorkloadState,
  { verifyTimeoutSeconds }: ProveInput["settings"],
): number {
  if (!attempt.before.isProgressDeadlineExceeded) return verifyTimeoutSeconds;
  return Math.min(verifyTimeoutSeconds, state.progressDeadlineSeconds ?? verifyTimeoutSeconds);
}

/** The condition may be left over from before the change until the controller has seen it. */
function isPastDeadline(attempt: Attempt, state: WorkloadState): boolean {
  return (
    state.isProgressDeadlineExceeded &&
    !attempt.before.isProgressDeadlineExceeded &&
    state.observedGeneration >= (attempt.appliedGeneration ?? 0)
  );
}

function numbers(state: WorkloadState): string {
  return `${state.readyReplicas} of ${state.desiredReplicas} ready, ${state.updatedReplicas} updated, ${state.totalReplicas} in all`;
}
