import type { Kysely } from "kysely";
import { z } from "zod";
import type { Json } from "../core/json.ts";
import type { Tables } from "../database/tables.ts";
import type { Computed, Question } from "../diagnosis/computation/question.ts";
import { evidenceSchema } from "../domain/evidence.ts";
import type { IncidentTransaction } from "../incidents/incident-store.ts";
import {
  logTemplatesSchema,
  memoryTrendSchema,
  probeTimingSchema,
  restartIntervalsSchema,
} from "../sandbox/analyses/analysis-results.ts";

/** Questions and answers are audit rows: whoever goes on after a crash finds them, and so does whoever asks later. */
const ASKED = "question";
const ANSWERED = "computed";

const analysisNames = ["memory-trend", "probe-timing", "log-templates", "restart-intervals"] as const;
const questionSchema = z.object({
  analysis: z.enum(analysisNames),
  container: z.string(),
  input: z.json(),
  source: z.string(),
});
const answer = { container: z.string(), evidence: evidenceSchema.omit({ id: true }) };
const computedSchema = z.discriminatedUnion("analysis", [
  z.object({ analysis: z.literal("memory-trend"), result: memoryTrendSchema, ...answer }),
  z.object({ analysis: z.literal("probe-timing"), result: probeTimingSchema, ...answer }),
  z.object({ analysis: z.literal("log-templates"), result: logTemplatesSchema, ...answer }),
  z.object({ analysis: z.literal("restart-intervals"), result: restartIntervalsSchema, ...answer }),
]);

export async function noteQuestions(tx: IncidentTransaction, questions: Question[]): Promise<void> {
  const asked = questions
    .map(({ analysis, container }) => `${analysis} of container ${container}`)
    .join(", ");
  await tx.note(ASKED, { text: `to be computed: ${asked}`, input: {}, output: { questions } });
}

/** The program, what it was given and what it said, so that anybody can run it again. */
export async function noteComputed(
  tx: IncidentTransaction,
  {
    computed,
    question,
    code,
    codeDigest,
  }: { computed: Computed; question: Question; code: string; codeDigest: string },
): Promise<void> {
  await tx.note(ANSWERED, {
    text: computed.evidence.text,
    input: { analysis: question.analysis, codeDigest, code, input: question.input },
    output: computed,
  });
}

/** Those of the last look. */
export async function openQuestionsOf(db: Kysely<Tables>, incidentId: string): Promise<Question[]> {
  const row = await db
    .selectFrom("audit")
    .select("output")
    .where("incident_id", "=", incidentId)
    .where("kind", "=", ASKED)
    .orderBy("sequence", "desc")
    .executeTakeFirst();
  const parsed = z.object({ questions: z.array(questionSchema) }).safeParse(row?.output);
  return (parsed.data?.questions ?? []).map((one) => ({ ...one, input: one.input as Json }));
}

/** Answers of one run of the agents: an older one may describe what is no longer there. */
export async function computedFor(
  db: Kysely<Tables>,
  incidentId: string,
  since: string,
): Promise<Computed[]> {
  const rows = await db
    .selectFrom("audit")
    .select("output")
    .where("incident_id", "=", incidentId)
    .where("kind", "=", ANSWERED)
    .where("at", ">=", new Date(since))
    .orderBy("sequence")
    .execute();
  return rows.flatMap(({ output }) => computedSchema.safeParse(output).data ?? []);
}
