import { z } from "zod";
import { ACTION_TYPES } from "../../../domain/action.ts";
import { CAUSE_NAMES } from "../../../domain/cause.ts";
import { RISK_LEVELS } from "../../../domain/plan.ts";
import { SIGNAL_SOURCES } from "../../../domain/signal.ts";
import { SYMPTOMS } from "../../../domain/symptom.ts";
import { AUTONOMIES, RULE_VERDICTS } from "../../../domain/verdict.ts";

const texts = z.record(z.string(), z.string());
const whole = z.number().int().min(0);
const ref = { apiVersion: z.string(), kind: z.string(), namespace: z.string(), name: z.string() };

/** What a case says of the world; all else is a change that nothing speaks against. */
export const givenSchema = z.strictObject({
  now: z.iso
    .datetime({ offset: true, error: "must be a time with its zone such as 2026-12-24T18:00:00+01:00" })
    .optional(),
  signal: z
    .strictObject({
      source: z.enum(SIGNAL_SOURCES),
      symptom: z.enum(SYMPTOMS),
      severity: z.string(),
      labels: texts,
    })
    .partial()
    .optional(),
  finding: z
    .strictObject({
      cause: z.enum(CAUSE_NAMES),
      confidence: z.number().min(0).max(1),
      ruledOut: z.array(z.enum(CAUSE_NAMES)),
      foundBy: z.enum(["signatures", "model"]),
    })
    .partial()
    .optional(),
  subject: z.strictObject(ref).partial().optional(),
  workload: z
    .strictObject({ ...ref, labels: texts, annotations: texts, replicas: whole })
    .partial()
    .optional(),
  namespace: z.strictObject({ name: z.string(), labels: texts, annotations: texts }).partial().optional(),
  action: z
    .strictObject({
      type: z.enum(ACTION_TYPES),
      parameters: z
        .record(z.string(), z.json())
        .describe("of the action; names that end in Bytes take 512Mi"),
    })
    .partial()
    .optional(),
  risk: z
    .strictObject({ level: z.enum(RISK_LEVELS), reasons: z.array(z.string()) })
    .partial()
    .optional(),
  history: z
    .strictObject({ attempts: whole, failed: whole, changes: whole, tried: whole, held: whole })
    .partial()
    .optional(),
  cluster: z
    .strictObject({
      name: z.string(),
      openIncidents: whole,
      changesInFlight: whole,
      nodes: whole,
      nodesNotReady: whole,
    })
    .partial()
    .optional(),
  autonomy: z.enum(AUTONOMIES).optional().describe("AUTONOMY of the environment; auto"),
  isExclusive: z.boolean().optional().describe("the evidence leaves no other answer; true"),
  isHinted: z.boolean().optional().describe("a person gave a hint; false"),
});
export type Given = z.infer<typeof givenSchema>;

const expectSchema = z.strictObject({
  verdict: z.enum(RULE_VERDICTS).describe("observe: whatever is decided, nothing is changed"),
  rule: z.string().optional().describe("the rule, rail or default that is named"),
  reason: z.string().optional().describe("a part of the reason"),
  approvers: z.literal([1, 2]).optional(),
  decideOn: z.enum(["anywhere", "card"]).optional(),
  soakSeconds: z.number().optional(),
  escalateAfterSeconds: z.number().optional(),
  expireAfterSeconds: z.number().optional(),
  notify: z.string().optional(),
});
export type Expected = z.infer<typeof expectSchema>;

export const caseFileSchema = z.strictObject({
  cases: z
    .array(z.strictObject({ name: z.string().min(1), given: givenSchema.default({}), expect: expectSchema }))
    .min(1)
    .max(1000),
});
export type CaseFile = z.infer<typeof caseFileSchema>;
