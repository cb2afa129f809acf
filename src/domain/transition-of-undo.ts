import type { Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-event.ts";
import {
  closed,
  type Handler,
  notify,
  type Table,
  type TransitionResult,
  to,
  voids,
  withoutPlan,
} from "./transition-steps.ts";

/** A person changed their mind about a fix that held. */
export const TABLE_OF_UNDO: Pick<Table, "undo-asked" | "undo-refused" | "undo-planned" | "undone"> = {
  // Whoever watches the fix looks at it, also where its watch was over.
  "undo-asked": {
    from: ["closed"],
    to: (incident, _event, now) => ({
      incident: { ...incident, dueAt: now, watchUntil: incident.watchUntil ?? now },
      effects: [notify("undo-asked"), { type: "wake" }],
    }),
  },
  "undo-refused": {
    from: ["closed"],
    to: (incident) => ({
      incident: { ...incident, dueAt: incident.watchUntil },
      effects: [notify("undo-refused")],
    }),
  },
  "undo-planned": {
    from: ["closed"],
    to: (incident, { type, plan, approvalId, expiresAt }, now) => {
      if (plan.verdict === "deny" || plan.undoes === undefined)
        throw new Error(`${type} takes a plan that is to undo a fix, and that policy allows`);
      const planned = { ...incident, plan, approvalId, attemptId: null, outcome: null, closedAt: null };
      return plan.verdict === "auto"
        ? to(planned, "applying", now, [{ type: "wake" }])
        : to(planned, "awaiting-approval", expiresAt, [notify("approval-needed")]);
    },
  },
  // A person has decided against the repair, so it absorbs its symptoms as one that was declined.
  undone: {
    from: ["verifying"],
    to: (incident, { reason, quietAt }, now) =>
      closed(incident, now, "declined", { summary: reason, watchUntil: quietAt, dueAt: quietAt }),
  },
};

/** Where the plan was to undo a fix and is not carried out, the fix stands and is watched on as before. */
export function unlessUndo<E extends IncidentEvent>(handler: Handler<E>): Handler<E> {
  return (incident, event, now) =>
    incident.plan?.undoes === undefined ? handler(incident, event, now) : stillFixed(incident, now);
}

/** The same while it is only asked about; one that is carried out already comes to its end first. */
export function unlessWaitingUndo<E extends IncidentEvent>(handler: Handler<E>): Handler<E> {
  const stands = unlessUndo(handler);
  return (incident, event, now) =>
    (incident.status === "awaiting-approval" ? stands : handler)(incident, event, now);
}

function stillFixed(incident: Incident, now: Date): TransitionResult {
  const { watchUntil } = incident;
  const effects = voids(incident, "the fix stands");
  return closed(withoutPlan(incident), now, "fixed", { watchUntil, dueAt: watchUntil }, effects);
}
