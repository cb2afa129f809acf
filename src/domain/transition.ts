import type { Cause } from "./cause.ts";
import type { Finding } from "./finding.ts";
import type { Handover } from "./handover.ts";
import type { Incident, IncidentStatus } from "./incident.ts";
import type { Change } from "./notification.ts";
import type { Plan } from "./plan.ts";

/** Everything that can happen to an incident. Times that an event carries are of our own clock. */
export type IncidentEvent =
  /**
   * A signal joined. `quietAt` is one soak from now: until then at least, an incident that absorbs its symptoms
   * (needs-person, or closed without a fix) goes on absorbing them.
   */
  | { type: "symptom"; summary: string; quietAt?: Date }
  | { type: "diagnosed"; finding: Finding }
  | { type: "self-resolved"; reason: string }
  | { type: "planned"; plan: Plan; approvalId: string | null; expiresAt: Date | null }
  /** Autonomy `observe`: the plan is stored with the verdict it would have had. */
  | { type: "observed"; plan: Plan; judgeAt: Date }
  | { type: "approved"; by: string }
  | { type: "rejected"; by: string; reason: string; quietAt: Date }
  | { type: "approval-expired" }
  | { type: "approval-void"; reason: string }
  | { type: "attempt-begun"; attemptId: string }
  /** Nothing was written: the object changed under us, or the server refused the dry run. */
  | { type: "not-applied"; reason: string }
  | { type: "applied"; checkAt: Date }
  | { type: "waiting"; until: Date; reason: string }
  | { type: "held"; reason: string; watchUntil: Date }
  /** `next` says whether our change is put back, or kept because it serves better than what was there. */
  | { type: "failed"; reason: string; next: "return" | "keep" }
  | { type: "superseded"; reason: string }
  | { type: "returned"; reason: string }
  | { type: "return-failed"; reason: string; handover: Handover; quietAt: Date }
  | { type: "handed-over"; handover: Handover; quietAt: Date }
  | { type: "quiet" }
  | { type: "recurred"; reason: string }
  | { type: "watch-ended" }
  | { type: "merged"; into: string };
export type IncidentEventType = IncidentEvent["type"];

export type TransitionEffect =
  | { type: "notify"; change: Change }
  /** A run is wanted as soon as a worker is free. */
  | { type: "wake" }
  | { type: "void-approval"; reason: string };

export interface TransitionResult {
  incident: Incident;
  effects: TransitionEffect[];
}

/** Thrown for an event that has no meaning in the incident's status: a bug, or a worker that was overtaken. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";
  constructor(status: IncidentStatus, event: IncidentEventType) {
    super(`an incident that is ${status} cannot take the event ${event}`);
  }
}

type Handler<E extends IncidentEvent> = (incident: Incident, event: E, now: Date) => TransitionResult;
type Table = {
  [T in IncidentEventType]: {
    from: readonly IncidentStatus[];
    to: Handler<Extract<IncidentEvent, { type: T }>>;
  };
};

const OPEN = [
  "investigating",
  "awaiting-approval",
  "applying",
  "verifying",
  "rolling-back",
  "needs-person",
] as const;

const TABLE: Table = {
  symptom: {
    from: [...OPEN, "closed"],
    to: (incident, event, now) => ({
      incident: {
        ...incident,
        summary: incident.finding === null ? event.summary : incident.summary,
        lastSymptomAt: now,
        ...dueAfterSymptom(incident, now, event.quietAt),
      },
      effects: wakesOnSymptom(incident) ? [{ type: "wake" }] : [],
    }),
  },
  diagnosed: {
    from: ["investigating"],
    to: (incident, { finding }, now) => ({
      incident: {
        ...incident,
        finding,
        cause: finding.cause,
        confidence: finding.confidence,
        summary: finding.sentence,
        dueAt: now,
      },
      effects: [],
    }),
  },
  "self-resolved": {
    from: ["investigating", "awaiting-approval"],
    to: (incident, event, now) =>
      closed(incident, now, "self-resolved", { summary: event.reason }, [...voids(incident, event.reason)]),
  },
  planned: {
    from: ["investigating"],
    to: (incident, event, now) => {
      // A plan that was denied is handed over; were it put before somebody, a click could do what policy forbids.
      if (event.plan.verdict === "deny") throw new IllegalTransition(incident.status, event.type);
      const planned = { ...incident, plan: event.plan, approvalId: event.approvalId };
      if (event.plan.verdict === "auto") return to(planned, "applying", now, []);
      return to(planned, "awaiting-approval", event.expiresAt, [notify("approval-needed")]);
    },
  },
  observed: {
    from: ["investigating"],
    to: (incident, event, now) =>
      closed({ ...incident, plan: event.plan }, now, "observed", {
        watchUntil: event.judgeAt,
        dueAt: event.judgeAt,
      }),
  },
  approved: {
    from: ["awaiting-approval"],
    to: (incident, _event, now) => to(incident, "applying", now, [{ type: "wake" }]),
  },
  rejected: {
    from: ["awaiting-approval"],
    to: (incident, event, now) =>
      closed(incident, now, "declined", { watchUntil: event.quietAt, dueAt: event.quietAt }),
  },
  "approval-expired": {
    from: ["awaiting-approval"],
    to: (incident, _event, now) => toPerson(incident, now, [notify("approval-expired"), { type: "wake" }]),
  },
  "approval-void": {
    from: ["awaiting-approval"],
    to: (incident, event, now) =>
      to(withoutPlan(incident), "investigating", now, [
        notify("approval-void"),
        ...voids(incident, event.reason),
        { type: "wake" },
      ]),
  },
  "attempt-begun": {
    from: ["applying"],
    to: (incident, event, now) => ({
      incident: { ...incident, attemptId: event.attemptId, dueAt: now },
      effects: [],
    }),
  },
  "not-applied": {
    from: ["applying"],
    to: (incident, _event, now) => to(withoutPlan(incident), "investigating", now, [{ type: "wake" }]),
  },
  applied: {
    from: ["applying"],
    to: (incident, event) => to(incident, "verifying", event.checkAt, [notify("applied")]),
  },
  waiting: {
    from: [...OPEN, "closed"],
    to: (incident, event) => ({ incident: { ...incident, dueAt: event.until }, effects: [] }),
  },
  held: {
    from: ["verifying"],
    to: (incident, event, now) =>
      closed(incident, now, "fixed", { watchUntil: event.watchUntil, dueAt: event.watchUntil }),
  },
  failed: {
    from: ["verifying"],
    to: (incident, event, now) =>
      event.next === "return"
        ? to(incident, "rolling-back", now, [notify("rolling-back"), { type: "wake" }])
        : to(withoutPlan(incident), "investigating", now, [notify("attempt-failed"), { type: "wake" }]),
  },
  superseded: {
    from: ["applying", "verifying", "rolling-back"],
    to: (incident, _event, now) =>
      to(withoutPlan(incident), "investigating", now, [notify("superseded"), { type: "wake" }]),
  },
  returned: {
    from: ["rolling-back"],
    to: (incident, _event, now) =>
      to(withoutPlan(incident), "investigating", now, [notify("rolled-back"), { type: "wake" }]),
  },
  "return-failed": {
    from: ["rolling-back"],
    to: (incident, event) =>
      toPerson({ ...incident, handover: event.handover }, event.quietAt, [notify("rollback-failed")]),
  },
  "handed-over": {
    from: ["investigating", "needs-person"],
    to: (incident, event) =>
      toPerson({ ...incident, handover: event.handover }, event.quietAt, [notify("needs-person")]),
  },
  quiet: {
    from: ["needs-person"],
    to: (incident, _event, now) => closed(incident, now, "handed-over", {}),
  },
  recurred: {
    from: ["closed"],
    to: (incident, _event, now) =>
      to(
        { ...withoutPlan(incident), outcome: null, closedAt: null, watchUntil: null, lastSymptomAt: now },
        "investigating",
        now,
        [notify("recurred"), { type: "wake" }],
      ),
  },
  "watch-ended": {
    from: ["closed"],
    to: (incident) => ({ incident: { ...incident, watchUntil: null, dueAt: null }, effects: [] }),
  },
  merged: {
    from: ["investigating", "awaiting-approval", "needs-person"],
    to: (incident, event, now) => {
      const merged = closed({ ...incident, mergedInto: event.into }, now, "merged", {});
      return { ...merged, effects: voids(incident, "merged into an older incident") };
    },
  },
};

/** The only way in which an incident's status changes. Pure; throws IllegalTransition. */
export function transition(incident: Incident, event: IncidentEvent, now: Date): TransitionResult {
  const entry = TABLE[event.type] as Table[IncidentEventType];
  if (!entry.from.includes(incident.status)) throw new IllegalTransition(incident.status, event.type);
  // The table's type ties each handler to its event; the union of handlers cannot be called without this cast.
  return (entry.to as Handler<IncidentEvent>)(incident, event, now);
}

export function isLegal(status: IncidentStatus, event: IncidentEventType): boolean {
  return TABLE[event].from.includes(status);
}

/** Causes whose identity an undiagnosed incident takes on when it is diagnosed. */
export function identityAfter(
  incident: Incident,
  cause: Cause,
): Pick<Incident, "cluster" | "subject"> & { cause: Cause } {
  return { cluster: incident.cluster, subject: incident.subject, cause };
}

const notify = (change: Change): TransitionEffect => ({ type: "notify", change });

const voids = (incident: Incident, reason: string): TransitionEffect[] =>
  incident.approvalId === null ? [] : [{ type: "void-approval", reason }];

const withoutPlan = (incident: Incident): Incident => ({
  ...incident,
  plan: null,
  approvalId: null,
  attemptId: null,
});

function to(
  incident: Incident,
  status: IncidentStatus,
  dueAt: Date | null,
  effects: TransitionEffect[],
): TransitionResult {
  return { incident: { ...incident, status, dueAt }, effects };
}

/** An incident that a person has got has its outcome already: nothing but quiet or a merge follows. */
function toPerson(incident: Incident, dueAt: Date, effects: TransitionEffect[]): TransitionResult {
  return to({ ...incident, outcome: "handed-over" }, "needs-person", dueAt, effects);
}

function closed(
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

/** A new symptom is looked at at once where it can change what happens next: a failed proof, a void approval's opposite, a recurrence. */
function wakesOnSymptom(incident: Incident): boolean {
  return (
    incident.status === "investigating" ||
    incident.status === "verifying" ||
    (incident.status === "closed" && incident.outcome === "fixed")
  );
}

function dueAfterSymptom(
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
