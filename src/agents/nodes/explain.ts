import { z } from "zod";
import type { Handover } from "../../domain/handover.ts";
import type { Run } from "../../remediation/remediation.ts";
import { askAbout, noteOf } from "../asking/ask-about.ts";
import { type CaseData, caseData } from "../asking/case-data.ts";
import { isSafeSentence } from "../asking/safe-sentence.ts";
import { humanHelpPrompt } from "../prompts/human-help.ts";
import type { AgentDeps } from "./deps.ts";

/** More than anybody reads who has just been woken. */
const MOST_SENTENCES = 5;

const wordsSchema = z.strictObject({
  sentences: z
    .array(
      z.strictObject({
        text: z.string().max(1000),
        /** Short names of the pieces that it rests on. */
        evidence: z.array(z.string().max(16)).max(20),
      }),
    )
    .max(20),
});

type ExplainDeps = Pick<AgentDeps, "store" | "clock" | "model" | "attemptsOf" | "language">;

/**
 * Adds to a hand-over what ties its facts together, in the reader's language. The hand-over has gone out before, so
 * that nobody waits for a model; whatever comes of the question, it is asked once for each hand-over.
 */
export async function explain(deps: ExplainDeps, run: Run): Promise<"waits" | undefined> {
  const incident = await deps.store.read(run.claim.incidentId);
  if (incident === undefined || incident.handover === null) return;
  const { handover } = incident;
  const { data, masks, evidence } = caseData(incident, await deps.attemptsOf(incident.id));
  const asked = await askAbout(deps, run, {
    agent: "human-help",
    prompt: humanHelpPrompt,
    data: [
      { id: "language", origin: "this service", text: deps.language },
      { id: "why", origin: "this service", text: handover.sentence },
      ...handover.nextSteps
        .slice(0, 10)
        .map(({ text }) => ({ id: "next-step", origin: "this service", text })),
      ...data,
    ],
    masks,
    schema: wordsSchema,
    maxOutputTokens: 2_000,
  });
  if (asked === "waits") return "waits";
  const given = "value" in asked ? asked.value.sentences : [];
  const explanation = given.flatMap((one) => grounded(one, evidence, deps.language)).slice(0, MOST_SENTENCES);
  const dropped = given.length - explanation.length;
  const text =
    "without" in asked
      ? `the hand-over stands as it is: ${asked.without}`
      : `a model added ${explanation.length} sentences to the hand-over${dropped === 0 ? "" : `; ${dropped} were dropped`}`;
  // What was dropped is kept nowhere: it was dropped for what it holds.
  const { reply } = asked;
  const note = noteOf<unknown>(
    reply.kind === "answer" ? { ...reply, value: { explanation, dropped } } : reply,
    text,
  );
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    // A person may have taken it over, or it may have been handed over anew, while the model thought.
    if (tx.incident.status !== "needs-person" || tx.incident.handover === null) return;
    await tx.note("model", note);
    await tx.advance(
      { type: "explained", explanation },
      { text, input: { evidence: handover.evidence.map(({ id }) => id) }, output: { explanation } },
    );
  });
}

type Sentence = NonNullable<Handover["explanation"]>[number];

/** Empty where it rests on nothing that was seen, or is not fit to be shown. */
function grounded(
  { text, evidence: names }: { text: string; evidence: string[] },
  evidence: CaseData["evidence"],
  language: string,
): Sentence[] {
  const grounds = [...new Set(names)].flatMap((name) => evidence.get(name) ?? []);
  // What could not be read is no ground for anything.
  const ids = grounds.filter(({ kind }) => kind !== "gap").map(({ id }) => id);
  return ids.length > 0 && isSafeSentence(text, language) ? [{ text: text.trim(), evidence: ids }] : [];
}
