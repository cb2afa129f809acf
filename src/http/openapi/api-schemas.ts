import { z } from "zod";
import { alertmanagerPayloadSchema } from "../../alerts/alertmanager-payload.ts";
import { ACTION_TYPES } from "../../domain/action.ts";
import { BREAKERS, type BreakerRecord } from "../../domain/breaker.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { evidenceSchema } from "../../domain/evidence.ts";
import { handoverSchema } from "../../domain/handover.ts";
import { jsonPatchSchema } from "../../domain/json-patch.ts";
import { noteSchema } from "../../domain/note.ts";
import { objectRefSchema } from "../../domain/object-ref.ts";
import { planSchema } from "../../domain/plan.ts";
import { STOP_DOORS, type Stop } from "../../domain/stop.ts";
import { RULE_VERDICTS, VERDICTS } from "../../domain/verdict.ts";
import type { AlertView } from "../../incidents/incident-view.ts";
import { liftBodySchema } from "../routes/breaker-api.ts";
import { decisionSchema } from "../routes/decide.ts";
import { stopBodySchema } from "../routes/stop.ts";
import { undoBodySchema } from "../routes/undo.ts";
import {
  approvalSchema,
  attemptSchema,
  findingViewSchema,
  incidentSchema,
  incidentSummarySchema,
  relatedSchema,
  signalSchema,
  timelineEntrySchema,
} from "./incident-schemas.ts";
import { pastSchema } from "./past-schema.ts";
import { schemaOf, timeSchema } from "./schema-of.ts";

const alertSchema = schemaOf<AlertView>()({
  id: z.uuid(),
  fingerprint: z.string(),
  status: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()).describe("redacted"),
  startsAt: timeSchema,
  endsAt: timeSchema.nullable(),
  receivedAt: timeSchema,
  lastReceivedAt: timeSchema,
  deliveries: z.number().int().describe("how often it was sent"),
  incidentId: z.uuid().nullable(),
  reason: z.string().nullable().describe("why it opened no incident"),
});

/** As JSON has it. */
const stopSchema = schemaOf<Omit<Stop, "at"> & { at: string }>()({
  by: z.string(),
  door: z.enum(STOP_DOORS),
  reason: z.string(),
  at: timeSchema,
});

/** As JSON has it. */
type InJson<T> = {
  [K in keyof T]: T[K] extends Date ? string : T[K] extends Date | null ? string | null : T[K];
};
const breakerSchema = schemaOf<InJson<BreakerRecord>>()({
  id: z.uuid(),
  breaker: z.enum(BREAKERS),
  scope: z
    .string()
    .describe("of an oscillation: the object and the field; empty where the whole cluster is meant"),
  reason: z.string(),
  openedAt: timeSchema,
  seenAt: timeSchema.describe("when what opened it was last true"),
  incidentId: z.uuid().nullable().describe("the incident that answers for it"),
  liftedAt: timeSchema.nullable().describe("null while it holds changes back"),
  liftedBy: z.string().nullable().describe("`recovery` where what opened it was over for long enough"),
});

const cursor = z.uuid().nullable();

/** A policy rule in force; how far it lets actions go, and whom it tells, is in it as the policy file has it. */
const ruleSchema = z.looseObject({
  name: z.string(),
  when: z.string(),
  verdict: z.enum(RULE_VERDICTS),
  reason: z.string(),
  approvers: z.number().int(),
  decideOn: z.enum(["anywhere", "card"]),
  decidedBy: z.array(z.string()),
  modelFound: z.boolean(),
  trustsHistory: z.boolean(),
});

const partSchema = z.object({ name: z.string(), ok: z.boolean(), detail: z.string() });

/** What callers send. */
export const REQUEST_SCHEMAS = {
  AlertmanagerWebhook: alertmanagerPayloadSchema,
  Decision: decisionSchema,
  StopOrResume: stopBodySchema,
  LiftBreaker: liftBodySchema,
  Undo: undoBodySchema,
} as const;

/** What they are answered; each stands by its name among the document's components. */
export const ANSWER_SCHEMAS = {
  ObjectRef: objectRefSchema,
  Evidence: evidenceSchema,
  Note: noteSchema,
  JsonPatch: jsonPatchSchema,
  Plan: planSchema,
  Finding: findingViewSchema,
  Handover: handoverSchema,
  Signal: signalSchema,
  Approval: approvalSchema,
  Attempt: attemptSchema,
  TimelineEntry: timelineEntrySchema,
  RelatedIncident: relatedSchema,
  Past: pastSchema,
  IncidentSummary: incidentSummarySchema,
  Incident: incidentSchema,
  IncidentList: z.object({
    incidents: z.array(incidentSummarySchema).describe("newest first"),
    next: cursor.describe("to be given as `after` for the page of older ones; null on the last"),
    previous: cursor.describe("to be given as `before` for the page of newer ones; null on the first"),
  }),
  Alert: alertSchema,
  AlertList: z.object({
    alerts: z.array(alertSchema).describe("newest first"),
    next: cursor.describe("to be given as `after` for older ones; null on the last page"),
  }),
  Catalogue: z.object({
    causes: z.array(z.object({ name: z.enum(CAUSE_NAMES), sentence: z.string() })),
    actions: z.array(z.object({ type: z.enum(ACTION_TYPES) })),
    rules: z.array(ruleSchema).describe("in the order in which they are asked"),
    decidedBy: z.array(z.string()).nullable().describe("who decides on cards where no rule says"),
    minutes: z
      .object({ "not-now": z.array(z.number().int()), pause: z.array(z.number().int()) })
      .describe("for how long people are offered to put off or to pause; the last is the most that is taken"),
  }),
  DecisionResult: z.object({
    decision: z.string().describe("what came of it, a word of a closed list"),
    message: z.string(),
  }),
  BreakerHistory: z.object({
    open: z.array(breakerSchema).describe("what holds changes back now, oldest first"),
    past: z.array(breakerSchema).describe("the newest of those that were lifted, newest first"),
  }),
  StopState: z.object({ stop: stopSchema.nullable().describe("null while changes may be made") }),
  UndoPlan: z.object({ verdict: z.enum(VERDICTS), rule: z.string(), reason: z.string(), plan: planSchema }),
  Accepted: z.object({ alerts: z.number().int(), signals: z.number().int() }),
  Alive: z.object({ status: z.string() }),
  Ready: z.object({
    status: z.enum(["ready", "not-ready"]),
    down: z.array(z.string()),
    parts: z.array(partSchema),
  }),
  Callback: z.looseObject({ challenge: z.string().optional() }),
  OpenApi: z.looseObject({ openapi: z.string() }),
  Error: z.object({
    error: z.object({
      reason: z.string().describe("a word of a closed list, for programs"),
      message: z.string().describe("what to do, for people"),
    }),
  }),
} as const;

export type AnswerSchema = keyof typeof ANSWER_SCHEMAS;
export type RequestSchema = keyof typeof REQUEST_SCHEMAS;
