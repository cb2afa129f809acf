import { z } from "zod";
import { APPROVAL_DOORS, APPROVAL_STATES } from "../../domain/approval.ts";
import { ATTEMPT_RESULTS, PROOFS } from "../../domain/attempt.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { findingSchema } from "../../domain/finding.ts";
import { handoverSchema } from "../../domain/handover.ts";
import { INCIDENT_STATUSES, OUTCOMES } from "../../domain/incident.ts";
import { noteSchema } from "../../domain/note.ts";
import { objectRefSchema } from "../../domain/object-ref.ts";
import { planSchema } from "../../domain/plan.ts";
import type {
  ApprovalView,
  AttemptView,
  IncidentSummary,
  IncidentView,
  RelatedIncident,
  SignalView,
  TimelineEntry,
} from "../../incidents/incident-view.ts";
import { pastSchema } from "./past-schema.ts";
import { schemaOf, timeSchema } from "./schema-of.ts";

const statusSchema = z.enum(INCIDENT_STATUSES);
const causeSchema = z.enum(CAUSE_NAMES);

const summaryShape = {
  id: z.uuid(),
  cluster: z.string().describe("UID of the namespace kube-system"),
  subject: objectRefSchema.describe("the object that is ill"),
  workload: objectRefSchema.nullable().describe("its top controller; null for a Service, a Node ..."),
  status: statusSchema,
  outcome: z.enum(OUTCOMES).nullable().describe("set exactly where the status is needs-person or closed"),
  cause: causeSchema.nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  summary: z.string(),
  causedBy: z.uuid().nullable().describe("the incident of the object at fault, where that is another one"),
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
};
export const incidentSummarySchema = schemaOf<IncidentSummary>()(summaryShape);

export const relatedSchema = schemaOf<RelatedIncident>()({
  id: z.uuid(),
  relation: z.enum(["root", "symptom"]),
  summary: z.string(),
  status: statusSchema,
});

export const signalSchema = schemaOf<SignalView>()({
  source: z.string(),
  symptom: z.string(),
  at: timeSchema,
  detail: z.string().describe("untrusted text, one line"),
});

export const approvalSchema = schemaOf<ApprovalView>()({
  state: z.enum(APPROVAL_STATES),
  by: z.string().nullable(),
  door: z.enum(APPROVAL_DOORS).nullable(),
  reason: z.string().nullable(),
  expiresAt: timeSchema,
  approvers: z.number().int().describe("how many people must say yes"),
  first: z
    .object({ by: z.string(), door: z.enum(APPROVAL_DOORS), at: z.string() })
    .nullable()
    .describe("who said yes first, where two are wanted"),
});

export const attemptSchema = schemaOf<AttemptView>()({
  number: z.number().int(),
  planDigest: z.string(),
  result: z.enum(ATTEMPT_RESULTS).nullable().describe("null while it runs"),
  proof: z.enum(PROOFS).nullable(),
  startedAt: timeSchema,
  endedAt: timeSchema.nullable(),
});

export const timelineEntrySchema = schemaOf<TimelineEntry>()({
  sequence: z.number().int(),
  at: timeSchema,
  kind: z.string(),
  text: z.string(),
});

/** What only the actions need is left out. */
export const findingViewSchema = findingSchema
  .pick({
    cause: true,
    object: true,
    confidence: true,
    sentence: true,
    evidence: true,
    ruledOut: true,
    foundBy: true,
  })
  .extend({ notes: z.array(noteSchema).describe("what others wrote, each with its source; untrusted") });

export const incidentSchema = schemaOf<IncidentView>()({
  ...summaryShape,
  related: z.array(relatedSchema),
  signals: z.array(signalSchema),
  finding: findingViewSchema.nullable(),
  plan: planSchema.nullable(),
  approval: approvalSchema.nullable(),
  attempts: z.array(attemptSchema),
  handover: handoverSchema.nullable(),
  timeline: z.array(timelineEntrySchema),
  past: pastSchema.optional(),
});
