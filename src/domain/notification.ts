import { z } from "zod";
import { placeSchema } from "./place.ts";
import { routeSchema } from "./route.ts";

/** What people are told about, one notification an incident and change. */
export const CHANGES = [
  "opened",
  "approval-needed",
  "second-approval-needed",
  "escalated",
  "approval-expired",
  "approval-void",
  "approved",
  "not-now",
  "taken-over",
  "paused",
  "answered",
  "hinted",
  "applied",
  "attempt-failed",
  "rolling-back",
  "rolled-back",
  "rollback-failed",
  "superseded",
  "recurred",
  "undo-asked",
  "undo-refused",
  "needs-person",
  "explained",
  "fixed",
  "self-resolved",
  "observed",
  "dry-run",
  "declined",
  "handed-over",
  "merged",
] as const;
export type Change = (typeof CHANGES)[number];

const firstSchema = z.object({ by: z.string(), door: z.string(), at: z.string() });

const said = z.object({ cause: z.string().nullable(), text: z.string(), by: z.string(), at: z.string() });

/** Everything that a card, a page or a terminal shows of one change, as plain data; untrusted text is escaped where it is rendered. */
export const notificationSchema = z.object({
  incidentId: z.string(),
  change: z.enum(CHANGES),
  at: z.string(),
  subject: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
  cause: z.string().nullable(),
  status: z.string(),
  outcome: z.string().nullable(),
  summary: z.string(),
  /** The strongest evidence, at most three lines. */
  evidence: z.array(z.string()).max(3),
  plan: z
    .object({
      digest: z.string(),
      sentence: z.string(),
      verdict: z.string(),
      rule: z.string(),
      reason: z.string(),
      risk: z.string(),
      riskReasons: z.array(z.string()),
      /** Lines that start with "- ", "+ " or "  ". */
      diff: z.array(z.string()),
      notes: z.array(z.string()),
      /** People who must say yes; one where absent. */
      approvers: z.number().optional(),
      /** "card": no link and no page takes the answer. */
      decideOn: z.string().optional(),
      /** Lists of groups and open ids, of which whoever decides stands in each. */
      decidedBy: z.array(z.array(z.string())).optional(),
    })
    .nullable(),
  /** Set while a decision is wanted. */
  approval: z
    .object({
      id: z.string(),
      digest: z.string(),
      expiresAt: z.string(),
      /** The first of two people who said yes. */
      first: firstSchema.nullish(),
    })
    .nullable(),
  /** What a person said to the newest question; absent in rows of earlier versions. */
  decision: z
    .object({
      state: z.string(),
      by: z.string(),
      door: z.string(),
      at: z.string(),
      reason: z.string(),
      first: firstSchema.nullish(),
    })
    .nullish(),
  /** The causes to choose from, where a person is asked what it was, and whoever took it over; absent in rows of earlier versions. */
  question: z.object({ causes: z.array(z.string()), who: z.string().nullish() }).nullish(),
  /** The plan of a fix that held and can be asked to be undone; absent in rows of earlier versions. */
  undo: z.object({ digest: z.string() }).nullish(),
  /** Whether a person's hint would be taken now. */
  takesHints: z.boolean().optional(),
  /** What a person said that it was. */
  said: said.nullish(),
  /** What earlier incidents of this cause and shape taught. */
  past: z
    .object({
      /** How the proposed action did; null where none is proposed or it is new. */
      action: z
        .object({
          type: z.string(),
          held: z.number(),
          tried: z.number(),
          hereHeld: z.number(),
          hereTried: z.number(),
        })
        .nullable(),
      /** Newest first. */
      incidents: z.array(
        z.object({
          subject: z.string(),
          outcome: z.string(),
          at: z.string(),
          said: said.nullable(),
        }),
      ),
    })
    .nullish(),
  /** What others wrote, where a person is needed: titles of runbooks, and how many notes there are beside them. */
  notes: z.object({ runbooks: z.array(z.string()).max(2), others: z.number() }).nullish(),
  /** Where it is, for links; absent in rows of earlier versions. */
  place: placeSchema.optional(),
  /** Absent in rows of earlier versions. */
  route: routeSchema.nullish(),
  attempt: z
    .object({
      number: z.number(),
      result: z.string().nullable(),
      proof: z.string().nullable(),
      reason: z.string(),
    })
    .nullable(),
  handover: z
    .object({
      sentence: z.string(),
      affected: z.array(z.string()).optional(),
      ruledOut: z.array(z.string()).optional(),
      tried: z.array(z.string()),
      nextSteps: z.array(z.string()),
      /** Sentences of a model, each with the numbers of the evidence that it rests on; absent in rows of earlier versions. */
      explanation: z.array(z.string()).optional(),
    })
    .nullable(),
});
export type Notification = z.infer<typeof notificationSchema>;
