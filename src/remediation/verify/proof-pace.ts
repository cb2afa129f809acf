import type { Attempt } from "../../domain/attempt.ts";

/** What the plan says of its own proof. */
export function spec(attempt: Attempt) {
  const action = attempt.plan.actions[0];
  return {
    soakSeconds: action?.proof.soakSeconds ?? 0,
    isClipped: action?.proof.clipped ?? false,
    container:
      action !== undefined && "container" in action.parameters ? action.parameters.container : undefined,
  };
}

export function waitFor(reason: string, rolledOutAt: Date | null, soakSeconds: number) {
  return {
    kind: "wait" as const,
    reason,
    rolledOutAt,
    nextCheckSeconds: Math.min(5, Math.max(1, soakSeconds / 4)),
  };
}

/** A dozen looks in a soak of minutes, sixty in one of half an hour; a symptom that is heard of brings the next one forward. */
export function betweenLooks(soakSeconds: number): number {
  return Math.min(30, Math.max(1, soakSeconds / 12));
}

export function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}
