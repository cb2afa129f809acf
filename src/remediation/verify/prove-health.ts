import { betweenLooks, seconds, spec, waitFor } from "./proof-pace.ts";
import type { ProofResult, ProveInput } from "./prove.ts";

/** The object's own measure must be good within the time that a repair has, and stay good for the soak. */
export function proveHealth({ attempt, state, now, settings }: ProveInput): ProofResult {
  const { soakSeconds, isClipped } = spec(attempt);
  const reason = state.health?.reason ?? "its health cannot be read";
  const elapsed = seconds(attempt.appliedAt ?? attempt.startedAt, now);
  if (state.health?.isWell !== true) {
    if (elapsed >= settings.verifyTimeoutSeconds)
      return { kind: "failed", reason: `not well within ${Math.round(elapsed)} s: ${reason}`, end: null };
    return waitFor(`not well yet: ${reason}`, null, soakSeconds);
  }
  const recorded = attempt.verification.rolledOutAt;
  const wellSince = recorded === null ? now : new Date(recorded);
  const soaked = seconds(wellSince, now);
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
    proof: isClipped ? "provisional" : "full",
    reason: `${reason} for ${Math.round(soaked)} s`,
  };
}
