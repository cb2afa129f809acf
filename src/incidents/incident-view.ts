import { given } from "../core/given.ts";
import { redactValue } from "../core/redact-value.ts";
import type { Approval, FirstYes } from "../domain/approval.ts";
import type { AttemptResult, Proof } from "../domain/attempt.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import type { Incident } from "../domain/incident.ts";
import type { Note } from "../domain/note.ts";
import type { Plan } from "../domain/plan.ts";
import type { PastView } from "./experience/past-view.ts";

/** An incident as the HTTP API gives it. Times are RFC 3339. */
export interface IncidentSummary
  extends Pick<
    Incident,
    "id" | "cluster" | "subject" | "workload" | "status" | "outcome" | "cause" | "confidence" | "summary"
  > {
  /** The incident of the object at fault, where that is another one. */
  causedBy: string | null;
  openedAt: string;
  closedAt: string | null;
}

/** Another incident that this one causes, or is caused by. */
export interface RelatedIncident {
  id: string;
  relation: "root" | "symptom";
  summary: string;
  status: Incident["status"];
}

export interface IncidentView extends IncidentSummary {
  related: RelatedIncident[];
  signals: SignalView[];
  /** The object at fault is in `object`; what only the actions need is left out. */
  finding:
    | (Pick<Finding, "cause" | "object" | "confidence" | "sentence" | "evidence" | "ruledOut"> & {
        /** What others wrote, each with its source; untrusted. */
        notes: Note[];
        /** Present where a model named the cause or chose the repair. */
        foundBy?: "model";
      })
    | null;
  plan: Plan | null;
  approval: ApprovalView | null;
  attempts: AttemptView[];
  handover: Handover | null;
  timeline: TimelineEntry[];
  /** What was remembered of the like, and what people said of this one. */
  past?: PastView;
}

export interface SignalView {
  source: string;
  symptom: string;
  at: string;
  detail: string;
}

export interface ApprovalView extends Pick<Approval, "state" | "by" | "door" | "reason"> {
  expiresAt: string;
  /** How many people must say yes. */
  approvers: number;
  /** Who said yes first, where two are wanted. */
  first: Pick<FirstYes, "by" | "door" | "at"> | null;
}

export interface AttemptView {
  number: number;
  planDigest: string;
  result: AttemptResult | null;
  proof: Proof | null;
  startedAt: string;
  endedAt: string | null;
}

export interface TimelineEntry {
  sequence: number;
  at: string;
  kind: string;
  text: string;
}

/** One alert with the incident that it led to, or the reason why it led to none. */
export interface AlertView {
  id: string;
  fingerprint: string;
  status: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  startsAt: string;
  endsAt: string | null;
  receivedAt: string;
  lastReceivedAt: string;
  deliveries: number;
  incidentId: string | null;
  reason: string | null;
}

export function summaryView(incident: Incident): IncidentSummary {
  const { id, cluster, subject, workload, status, outcome, cause, confidence, summary, causedBy } = incident;
  return {
    id,
    cluster,
    subject,
    workload,
    status,
    outcome,
    cause,
    confidence,
    summary,
    causedBy,
    openedAt: incident.openedAt.toISOString(),
    closedAt: incident.closedAt?.toISOString() ?? null,
  };
}

export function findingView(finding: Finding | null): IncidentView["finding"] {
  if (finding === null) return null;
  const { cause, object, confidence, sentence, evidence, ruledOut, notes = [], foundBy } = finding;
  return { cause, object, confidence, sentence, evidence, ruledOut, notes, ...given("foundBy", foundBy) };
}

/** The digest is that of the whole plan; a template's secrets are nobody's to read here. */
export function planView(plan: Plan | null): IncidentView["plan"] {
  if (plan === null) return null;
  const actions = plan.actions.map((action) => ({
    ...action,
    patch: redactValue(action.patch),
    inverse: redactValue(action.inverse),
  }));
  return { ...plan, actions };
}

export function approvalView(approval: Approval | undefined, plan: Plan | null): ApprovalView | null {
  if (approval === undefined) return null;
  const { state, by, door, reason, first } = approval;
  return {
    state,
    by,
    door,
    reason,
    expiresAt: approval.expiresAt.toISOString(),
    approvers: first === null ? (plan?.approvers ?? 1) : 2,
    first: first && { by: first.by, door: first.door, at: first.at },
  };
}
