import type { Attempt } from "../../domain/attempt.ts";
import type { ObjectHealth, WorkloadState } from "../../domain/workload-state.ts";
import { endSentence, newEnds } from "./instance-ends.ts";
import { betweenLooks, seconds, spec, waitFor } from "./proof-pace.ts";
import type { ProofResult, ProveInput } from "./prove.ts";
import { isSteady } from "./steady.ts";

/** The object's own measure must be good within the time that a repair has, and stay good for the soak. */
export function proveHealth({ attempt, state, now, lookedAt = now, settings }: ProveInput): ProofResult {
  const { soakSeconds, isClipped } = spec(attempt);
  const health = asOf(attempt, state.health ?? healthOfPods(attempt, state));
  const { reason } = health;
  const [end] = state.health === null ? newEnds(attempt.before, state, "") : [];
  const isOfBefore = end !== undefined && attempt.before.pods.some(({ name }) => name === end.pod);
  // What ran before the change fails or not for reasons of its own; what the change made must run.
  if (end !== undefined && !isOfBefore) return { kind: "failed", reason: endSentence(end), end };
  const elapsed = seconds(attempt.appliedAt ?? attempt.startedAt, now);
  if (!health.isWell) {
    if (elapsed >= settings.verifyTimeoutSeconds)
      return { kind: "failed", reason: `not well within ${Math.round(elapsed)} s: ${reason}`, end: null };
    return waitFor(`not well yet: ${reason}`, null, soakSeconds);
  }
  const recorded = attempt.verification.rolledOutAt;
  const wellSince = recorded === null ? now : new Date(recorded);
  const soaked = Math.max(0, seconds(wellSince, lookedAt));
  if (soaked < soakSeconds)
    return {
      ...waitFor(
        `soaking: ${Math.round(soaked)} of ${Math.round(soakSeconds)} s well`,
        wellSince,
        soakSeconds,
      ),
      nextCheckSeconds: Math.min(betweenLooks(soakSeconds), soakSeconds - soaked),
    };
  return {
    kind: "held",
    // A measure that was good before the change already does not see the fault that was repaired.
    proof: isClipped || attempt.before.health?.isWell === true ? "provisional" : "full",
    reason: `${reason} for ${Math.round(soaked)} s`,
  };
}

/** An endpoint is ready whatever port it is asked on: a port that was set must be one that its pods are known to serve. */
function asOf(attempt: Attempt, health: ObjectHealth): ObjectHealth {
  const isPort = attempt.plan.actions.some(({ type }) => type === "SetServicePort");
  return isPort && health.isWell && health.doubt !== undefined
    ? { ...health, isWell: false, reason: health.doubt }
    : health;
}

/** A workload is well when all its pods are ready; one whose pod was evicted, when that pod is gone too. */
function healthOfPods(attempt: Attempt, state: WorkloadState): ObjectHealth {
  const [action] = attempt.plan.actions;
  const evicted = action?.type === "EvictPod" ? action.parameters.uid : undefined;
  const isGone = !state.pods.some(({ uid }) => uid === evicted);
  const ready = `${state.readyReplicas} of ${state.desiredReplicas} pods are ready`;
  const isWell = isGone && isSteady(state);
  return {
    isWell,
    measure: state.readyReplicas,
    reason: isGone ? ready : "the pod that was evicted is still there",
  };
}
