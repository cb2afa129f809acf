import { z } from "zod";
import { planSchema } from "../../domain/plan.ts";

const object = z.looseObject({ kind: z.string(), namespace: z.string(), name: z.string() });

/** As much of the API's answers as is shown; more is let through for programs. */
export const summarySchema = z.looseObject({
  id: z.string(),
  subject: object,
  status: z.string(),
  outcome: z.string().nullable(),
  cause: z.string().nullable(),
  summary: z.string(),
  openedAt: z.string(),
});
export type SummaryJson = z.infer<typeof summarySchema>;

export const listSchema = z.looseObject({ incidents: z.array(summarySchema), next: z.string().nullable() });

export const incidentSchema = summarySchema.extend({
  confidence: z.number().nullable(),
  finding: z.looseObject({ sentence: z.string() }).nullable(),
  plan: planSchema.nullable(),
  approval: z.looseObject({ state: z.string(), expiresAt: z.string(), by: z.string().nullable() }).nullable(),
  attempts: z.array(
    z.looseObject({ number: z.number(), result: z.string().nullable(), proof: z.string().nullable() }),
  ),
  handover: z
    .looseObject({ sentence: z.string(), nextSteps: z.array(z.looseObject({ text: z.string() })) })
    .nullable(),
  timeline: z.array(z.looseObject({ at: z.string(), kind: z.string(), text: z.string() })),
});
export type IncidentDetail = z.infer<typeof incidentSchema>;
