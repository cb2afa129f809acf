import type { Incident, IncidentStatus } from "./incident.ts";
import type { IncidentEvent, IncidentEventType } from "./incident-event.ts";
import type { Change } from "./notification.ts";

export type TransitionEffect =
  | { type: "notify"; change: Change }
  /** A run is wanted as soon as a worker is free. */
  | { type: "wake" }
  | { type: "void-approval"; reason: string };

export interface TransitionResult {
  incident: Incident;
  effects: TransitionEffect[];
}

export type Handler<E extends IncidentEvent> = (incident: Incident, event: E, now: Date) => TransitionResult;
export type Table = {
  [T in IncidentEventType]: {
    from: readonly IncidentStatus[];
    to: Handler<Extract<IncidentEvent, { type: T }>>;
  };
};

export const OPEN = [
  "investigating",
  "awaiting-approval",
  "applying",
  "verifying",
  "rolling-back",
  "needs-person",
] as const;

export const notify = (change: Change): TransitionEffect => ({ type: "notify", change });

export const voids = (incident: Incident, reason: string): TransitionEffect[] =>
  incident.approvalId === null ? [] : [{ type: "void-approval", reason }];

/** A card went out for it: people are told how it ends, and hear nothing of what came and went unseen. */
export const wasTold = (incident: Incident): boolean =>
  incident.finding !== null && incident.causedBy === null;

export const withoutPlan = (incident: Incident): Incident => ({
  ...incident,
  plan: null,
  approvalId: null,
  attemptId: null,
});

export function to(
  incident: Incident,
  status: IncidentStatus,
  dueAt: Date | null,
  effects: TransitionEffect[],
): TransitionResult {
  return { incident: { ...incident, status, dueAt }, effects };
}

/** An incident that a person has got has its outcome already: nothing but quiet or a merge follows. */
export function toPerson(incident: Incident, dueAt: Date, effects: TransitionEffect[]): TransitionResult {
  return to({ ...incident, outcome: "handed-over" }, "needs-person", dueAt, effects);
}

export function closed(
  incident: Incident,
  now: Date,
  outcome: NonNullable<Incident["outcome"]>,
  more: Partial<Pick<Incident, "watchUntil" | "dueAt" | "summary">>,
  effects: TransitionEffect[] = [],
): TransitionResult {
  return {
    incident: {
      ...incident,
      status: "closed",
      outcome,
      closedAt: now,
      dueAt: null,
      watchUntil: null,
      ...more,
    },
    effects: [notify(outcome), ...effects],
  };
}

/** Leaves the card out where none was sent before. */
export function quietlyUnlessTold(before: Incident, result: TransitionResult): TransitionResult {
  if (wasTold(before)) return result;
  return { ...result, effects: result.effects.filter(({ type }) => type !== "notify") };
}

/** A new symptom is looked at at once where it can change what happens next: a failed proof, a void approval's opposite, a recurrence. */
export function wakesOnSymptom(incident: Incident): boolean {
  return (
    incident.status === "investigating" ||
    incident.status === "verifying" ||
    (incident.status === "closed" && incident.outcome === "fixed")
  );
}

export function dueAfterSymptom(
  incident: Incident,
  now: Date,
  quietAt: Date | undefined,
): Pick<Incident, "dueAt" | "watchUntil"> {
  const { dueAt, watchUntil } = incident;
  if (wakesOnSymptom(incident)) return { dueAt: now, watchUntil };
  // An incident whose hand-over is still to be written is due for that, and no symptom delays it.
  const absorbs = incident.status === "closed" || (incident.status === "needs-person" && incident.handover);
  if (!absorbs || quietAt === undefined) return { dueAt, watchUntil };
  return {
    // An observed plan is judged when it was to be judged, whatever is seen meanwhile.
    dueAt: incident.outcome === "observed" ? dueAt : later(dueAt, quietAt),
    watchUntil: incident.status === "closed" ? later(watchUntil, quietAt) : watchUntil,
  };
}

function later(a: Date | null, b: Date): Date {
  return a !== null && a > b ? a : b;
}
