import { z } from "zod";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import { INCIDENT_STATUSES, OUTCOMES } from "../../domain/incident.ts";
import type { ActionRecord } from "../../incidents/experience/experience-of.ts";
import type { PastIncident } from "../../incidents/experience/past-incidents.ts";
import type { PastView } from "../../incidents/experience/past-view.ts";
import { schemaOf, timeSchema } from "./schema-of.ts";

const tallySchema = z.object({ held: z.number(), tried: z.number() });
const saidSchema = z.object({
  cause: z.string().nullable(),
  text: z.string(),
  by: z.string(),
  at: timeSchema,
});

const actionRecordSchema = schemaOf<ActionRecord>()({
  action: z.string(),
  all: tallySchema.describe("on objects of this shape"),
  here: tallySchema.describe("on this object"),
});

const pastIncidentSchema = schemaOf<PastIncident>()({
  id: z.uuid(),
  subject: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  status: z.enum(INCIDENT_STATUSES),
  outcome: z.enum(OUTCOMES).nullable(),
  openedAt: timeSchema,
  closedAt: timeSchema.nullable(),
  lastAttempt: z.object({ action: z.string(), result: z.string() }).nullable(),
  said: saidSchema.nullable().describe("what a person said that it was; untrusted"),
});

/** What was remembered of the like, and what people said of this one. */
export const pastSchema = schemaOf<PastView>()({
  actions: z.array(actionRecordSchema),
  incidents: z.array(pastIncidentSchema),
  question: z
    .object({ causes: z.array(z.enum(CAUSE_NAMES)), who: z.string().nullable() })
    .nullable()
    .describe("set while a person is asked what it was"),
  said: saidSchema.nullable(),
  hints: z.array(z.object({ number: z.number().int(), text: z.string(), by: z.string(), at: timeSchema })),
});
