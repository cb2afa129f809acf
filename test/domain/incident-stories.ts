import fc from "fast-check";
import type { Finding } from "../../src/domain/finding.ts";
import type { Incident } from "../../src/domain/incident.ts";
import type { Plan } from "../../src/domain/plan.ts";
import {
  type IncidentEvent,
  isLegal,
  type TransitionEffect,
  transition,
} from "../../src/domain/transition.ts";

export const NOW = new Date("2026-11-22T12:00:00Z");
const LATER = new Date("2026-11-22T12:10:00Z");

const subject = { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name: "web", uid: "u1" };
const finding: Finding = {
  cause: "memory-limit-too-low",
  object: subject,
  confidence: 0.9,
  sentence: "too little memory",
  evidence: [],
  ruledOut: [],
  memory: null,
  rollback: null,
  repair: null,
  advice: [],
};
const handover = { sentence: "look", evidence: [], tried: [], nextSteps: [] };

export function investigating(): Incident {
  return {
    id: "i1",
    cluster: "c1",
    subject,
    workload: subject,
    status: "investigating",
    outcome: null,
    cause: null,
    confidence: null,
    summary: "",
    finding: null,
    plan: null,
    approvalId: null,
    attemptId: null,
    handover: null,
    mergedInto: null,
    causedBy: null,
    openedAt: NOW,
    closedAt: null,
    lastSymptomAt: NOW,
    dueAt: NOW,
    watchUntil: null,
    epoch: 3,
    sequence: 1,
  };
}

const plan = (verdict: Plan["verdict"]): Plan => ({
  incidentId: "i1",
  sentence: "raise",
  risk: { level: "low", reasons: [] },
  actions: [],
  notes: [],
  digest: `d-${verdict}`,
  verdict,
  rule: "r",
  reason: "because",
  autonomy: "auto",
});

export function planWith(verdict: Plan["verdict"]): Extract<IncidentEvent, { type: "planned" }> {
  const asks = verdict === "approve";
  return {
    type: "planned",
    plan: plan(verdict),
    approvalId: asks ? "a1" : null,
    expiresAt: asks ? LATER : null,
  };
}

const time = fc.integer({ min: -600, max: 3_600 }).map((seconds) => new Date(NOW.getTime() + seconds * 1000));
const reason = "because";
const EVENTS: IncidentEvent[] = [
  { type: "diagnosed", finding },
  { type: "self-resolved", reason },
  planWith("auto"),
  planWith("approve"),
  { type: "approved", by: "ada" },
  { type: "not-now", by: "ada", reason },
  { type: "asked-again" },
  { type: "first-approved", by: "ada", reason },
  { type: "escalated", reason },
  { type: "approval-expired" },
  { type: "approval-void", reason },
  { type: "attempt-begun", attemptId: "t1" },
  { type: "not-applied", reason },
  { type: "applied", checkAt: LATER },
  { type: "failed", reason, next: "return" },
  { type: "failed", reason, next: "keep" },
  { type: "superseded", reason },
  { type: "returned", reason },
  { type: "explained", explanation: [{ text: "It is the new setting.", evidence: ["e1"] }] },
  { type: "quiet" },
  { type: "linked", rootId: "root", finding, lookAt: LATER },
  { type: "held-back", rootId: "storm", until: LATER, reason: "a storm" },
  { type: "fixed-through", rootId: "root", reason: "the root was fixed", watchUntil: LATER },
  { type: "recurred", reason },
  { type: "undo-asked", by: "ada", reason },
  { type: "undo-refused", reason },
  { type: "watch-ended" },
  { type: "merged", into: "i0" },
];

export const events: fc.Arbitrary<IncidentEvent> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...EVENTS) },
  time.map((quietAt) => ({ type: "symptom", summary: "killed", quietAt }) as const),
  time.map((until) => ({ type: "waiting", until, reason }) as const),
  time.map((judgeAt) => ({ type: "observed", plan: plan("auto"), judgeAt }) as const),
  time.map((quietAt) => ({ type: "rejected", by: "ada", reason, quietAt }) as const),
  time.map((watchUntil) => ({ type: "held", reason, watchUntil }) as const),
  time.map((quietAt) => ({ type: "return-failed", reason, handover, quietAt }) as const),
  time.map((quietAt) => ({ type: "taken-over", by: "ada", reason, handover, quietAt }) as const),
  time.map((until) => ({ type: "paused", by: "ada", reason, until }) as const),
  fc.constant({ type: "answered", by: "ada", reason } as const),
  fc.constant({ type: "hinted", by: "ada", reason } as const),
  time.map((quietAt) => ({ type: "handed-over", handover, quietAt }) as const),
);

export interface Step {
  before: Incident;
  /** What `before` was, cloned ahead of the transition. */
  copy: Incident;
  event: IncidentEvent;
  incident: Incident;
  effects: TransitionEffect[];
}

/** Whole lives of incidents: of the events drawn, those that are legal happen. */
export const stories: fc.Arbitrary<Step[]> = fc
  .array(events, { minLength: 20, maxLength: 120 })
  .map((drawn) => {
    const steps: Step[] = [];
    let before = investigating();
    for (const event of drawn) {
      if (!isLegal(before.status, event.type)) continue;
      const copy = structuredClone(before);
      const { incident, effects } = transition(before, event, NOW);
      steps.push({ before, copy, event, incident, effects });
      before = incident;
    }
    return steps;
  });
