import { unlessUndo, unlessWaitingUndo } from "./transition-of-undo.ts";
import { closed, notify, OPEN, type Table, to, toPerson, voids, withoutPlan } from "./transition-steps.ts";

type Decided =
  | "approved"
  | "first-approved"
  | "rejected"
  | "not-now"
  | "asked-again"
  | "escalated"
  | "taken-over"
  | "paused"
  | "answered"
  | "hinted"
  | "approval-expired"
  | "approval-void";

/** What people decide, and what becomes of a question that nobody answers. */
export const TABLE_OF_PEOPLE: Pick<Table, Decided> = {
  approved: {
    from: ["awaiting-approval"],
    to: (incident, _event, now) => to(incident, "applying", now, [notify("approved"), { type: "wake" }]),
  },
  "first-approved": {
    from: ["awaiting-approval"],
    to: (incident) => ({ incident, effects: [notify("second-approval-needed")] }),
  },
  rejected: {
    from: ["awaiting-approval"],
    to: unlessUndo((incident, event, now) =>
      closed(incident, now, "declined", { watchUntil: event.quietAt, dueAt: event.quietAt }),
    ),
  },
  "not-now": {
    from: ["awaiting-approval"],
    to: (incident) => ({ incident, effects: [notify("not-now")] }),
  },
  "asked-again": {
    from: ["awaiting-approval"],
    to: (incident) => ({ incident, effects: [notify("approval-needed")] }),
  },
  escalated: {
    from: ["awaiting-approval"],
    to: (incident) => ({ incident, effects: [notify("escalated")] }),
  },
  "taken-over": {
    // Not in the middle of a change: it is proven or put back first, or nobody would know what holds.
    from: ["investigating", "awaiting-approval", "needs-person"],
    to: (incident, { handover, quietAt, reason }) =>
      toPerson({ ...incident, handover }, quietAt, [notify("taken-over"), ...voids(incident, reason)]),
  },
  paused: {
    from: OPEN,
    to: unlessWaitingUndo((incident, { until, reason }) =>
      incident.status === "investigating" || incident.status === "awaiting-approval"
        ? to(withoutPlan(incident), "investigating", until, [notify("paused"), ...voids(incident, reason)])
        : { incident, effects: [notify("paused")] },
    ),
  },
  answered: {
    from: ["needs-person", "closed"],
    to: (incident) => ({ incident, effects: [notify("answered")] }),
  },
  hinted: {
    from: ["investigating", "awaiting-approval", "needs-person"],
    to: (incident, { reason }, now) =>
      to({ ...withoutPlan(incident), outcome: null, handover: null }, "investigating", now, [
        notify("hinted"),
        ...voids(incident, reason),
        { type: "wake" },
      ]),
  },
  "approval-expired": {
    from: ["awaiting-approval"],
    to: unlessUndo((incident, _event, now) =>
      toPerson(incident, now, [notify("approval-expired"), { type: "wake" }]),
    ),
  },
  "approval-void": {
    from: ["awaiting-approval"],
    to: unlessUndo((incident, event, now) =>
      to(withoutPlan(incident), "investigating", now, [
        notify("approval-void"),
        ...voids(incident, event.reason),
        { type: "wake" },
      ]),
    ),
  },
};
