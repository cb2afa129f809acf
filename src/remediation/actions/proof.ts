import type { Action } from "../../domain/action.ts";

export interface SoakSettings {
  verifySoakSeconds: number;
  verifySoakMaxSeconds: number;
}

/** clamp(2 x the longest run of a killed instance, the least soak, the most soak); for growth without end, the run to expect. */
export function soakFor(
  longestRunSeconds: number,
  settings: SoakSettings,
): { soakSeconds: number; clipped: boolean } {
  const wanted = 2 * longestRunSeconds;
  return {
    soakSeconds: Math.min(Math.max(wanted, settings.verifySoakSeconds), settings.verifySoakMaxSeconds),
    clipped: wanted > settings.verifySoakMaxSeconds,
  };
}

export function proofSpec(
  kind: Action["proof"]["kind"],
  longestRunSeconds: number,
  settings: SoakSettings,
): Action["proof"] {
  const soak = soakFor(longestRunSeconds, settings);
  return { kind, ...soak, sentence: sentenceOf(kind, soak) };
}

/** The same proof over a longer time, where the policy wants one; what is no question of time stays as it is. */
export function withLeastSoak(proof: Action["proof"], leastSeconds: number): Action["proof"] {
  const isTimed = proof.kind === "rollout" || proof.kind === "resize" || proof.kind === "health";
  if (!isTimed || proof.soakSeconds >= leastSeconds) return proof;
  const soak = { soakSeconds: leastSeconds, clipped: proof.clipped };
  return { kind: proof.kind, ...soak, sentence: sentenceOf(proof.kind, soak) };
}

function sentenceOf(kind: Action["proof"]["kind"], soak: { soakSeconds: number; clipped: boolean }): string {
  const seconds = `${Math.round(soak.soakSeconds)} s`;
  const provisional = soak.clipped
    ? "; provisional, for the killed runs were longer than the soak may be"
    : "";
  switch (kind) {
    case "rollout":
      return `rolled out, then no kill or failure on the new revision for ${seconds}${provisional}`;
    case "next-job":
      return "the next Job completes; provisional until then";
    case "resize":
      return `resized in place, then no kill for ${seconds}${provisional}`;
    case "health":
      return `well by its own measure for ${seconds}${provisional}`;
    case "job":
      return "the Job that is run again completes";
    case "with-previous":
      return "proven together with the change before it";
  }
}
