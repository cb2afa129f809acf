import type { Incident, IncidentStatus } from "./incident.ts";
import type { IncidentEvent, IncidentEventType } from "./incident-event.ts";
import { TABLE_OF_PEOPLE } from "./transition-of-people.ts";
import { TABLE_OF_UNDO, unlessUndo } from "./transition-of-undo.ts";
import {
  closed,
  dueAfterSymptom,
  type Handler,
  notify,
  OPEN,
  quietlyUnlessTold,
  type Table,
  type TransitionResult,
  to,
  toPerson,
  voids,
  wakesOnSymptom,
  wasTold,
  withoutPlan,
} from "./transition-steps.ts";

export type { IncidentEvent, IncidentEventType } from "./incident-event.ts";
export type { TransitionEffect, TransitionResult } from "./transition-steps.ts";

/** Thrown for an event that has no meaning in the incident's status: a bug, or a worker that was overtaken. */
export class IllegalTransition extends Error {
  override readonly name = "IllegalTransition";
  constructor(status: IncidentStatus, event: IncidentEventType) {
    super(`an incident that is ${status} cannot take the event ${event}`);
  }
}

/** What each event means in each status; whoever explores the states alters a copy. */
export const TRANSITIONS: Table = {
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
        causedBy: null,
        dueAt: now,
      },
      // Told once it is known what it is: what is well again before that was no news.
      effects: wasTold(incident) ? [] : [notify("opened")],
    }),
  },
  "self-resolved": {
    from: ["investigating", "awaiting-approval"],
    to: (incident, event, now) =>
      quietlyUnlessTold(
        incident,
        closed(incident, now, "self-resolved", { summary: event.reason }, [...voids(incident, event.reason)]),
      ),
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
  ...TABLE_OF_PEOPLE,
  ...TABLE_OF_UNDO,
  "attempt-begun": {
    from: ["applying"],
    to: (incident, event, now) => ({
      incident: { ...incident, attemptId: event.attemptId, dueAt: now },
      effects: [],
    }),
  },
  "not-applied": {
    from: ["applying"],
    to: unlessUndo((incident, _event, now) =>
      to(withoutPlan(incident), "investigating", now, [{ type: "wake" }]),
    ),
  },
  // As far as a service that runs dry goes: over as one that was only observed, and judged as such.
  "dry-run": {
    from: ["applying"],
    to: unlessUndo((incident, { reason, judgeAt }, now) => ({
      ...closed(incident, now, "observed", { summary: reason, watchUntil: judgeAt, dueAt: judgeAt }),
      effects: [notify("dry-run")],
    })),
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
  explained: {
    from: ["needs-person"],
    to: (incident, { explanation }) =>
      incident.handover === null
        ? { incident, effects: [] }
        : {
            incident: { ...incident, handover: { ...incident.handover, explanation } },
            effects: explanation.length === 0 ? [] : [notify("explained")],
          },
  },
  linked: {
    from: ["investigating"],
    to: (incident, { rootId, finding, lookAt }) => ({
      incident: {
        ...withoutPlan(incident),
        causedBy: rootId,
        finding,
        cause: finding.cause,
        confidence: finding.confidence,
        summary: finding.sentence,
        dueAt: lookAt,
      },
      effects: [],
    }),
  },
  "held-back": {
    from: ["investigating"],
    to: (incident, event) => ({
      incident: {
        ...incident,
        // Of whom people were told, they hear how it ends.
        causedBy: wasTold(incident) ? incident.causedBy : event.rootId,
        dueAt: event.until,
      },
      effects: [],
    }),
  },
  "fixed-through": {
    from: ["investigating"],
    to: (incident, event, now) =>
      quietlyUnlessTold(
        incident,
        closed(incident, now, "fixed", {
          summary: event.reason,
          watchUntil: event.watchUntil,
          dueAt: event.watchUntil,
        }),
      ),
  },
  quiet: {
    from: ["needs-person"],
    to: (incident, _event, now) => closed(incident, now, "handed-over", {}),
  },
  recurred: {
    from: ["closed"],
    // Of what was fixed through another incident nobody was told: they are once it is known what it is now.
    to: (incident, _event, now) =>
      quietlyUnlessTold(
        incident,
        to(
          { ...withoutPlan(incident), outcome: null, closedAt: null, watchUntil: null, lastSymptomAt: now },
          "investigating",
          now,
          [notify("recurred"), { type: "wake" }],
        ),
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
  return transitionBy(TRANSITIONS, { incident, event, now });
}

export function transitionBy(
  table: Table,
  { incident, event, now }: { incident: Incident; event: IncidentEvent; now: Date },
): TransitionResult {
  const entry = table[event.type] as Table[IncidentEventType];
  if (!entry.from.includes(incident.status)) throw new IllegalTransition(incident.status, event.type);
  // The table's type ties each handler to its event; the union of handlers cannot be called without this cast.
  return (entry.to as Handler<IncidentEvent>)(incident, event, now);
}

export function isLegal(status: IncidentStatus, event: IncidentEventType): boolean {
  return TRANSITIONS[event].from.includes(status);
}
