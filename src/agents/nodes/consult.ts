import { z } from "zod";
import { redact } from "../../core/redact.ts";
import { CAUSE_NAMES } from "../../domain/cause.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Run } from "../../remediation/remediation.ts";
import { askAbout, noteOf } from "../asking/ask-about.ts";
import { caseData } from "../asking/case-data.ts";
import { notesAsData } from "../asking/notes-as-data.ts";
import { researcherPrompt } from "../prompts/researcher.ts";
import type { AgentDeps } from "./deps.ts";

const opinionSchema = z.strictObject({
  cause: z.enum(CAUSE_NAMES),
  confidence: z.number().min(0).max(1),
  sentence: z.string().min(1).max(600),
  /** Short names of the pieces that it rests on. */
  evidence: z.array(z.string().max(16)).max(20),
});
type Opinion = z.infer<typeof opinionSchema>;

/** A model is never as sure as a signature: from 0.9 on evidence excludes other causes, and a model excludes nothing. */
const MOST_CONFIDENCE = 0.8;

/**
 * Asks a model for the cause that no signature knows, and commits what it names as what a model named. `open`: it read
 * the evidence and knows none either. `waits`: it has not been asked yet.
 */
export async function consult(
  deps: Pick<AgentDeps, "store" | "clock" | "model">,
  run: Run,
): Promise<"open" | "waits" | null> {
  const incident = await deps.store.read(run.claim.incidentId);
  const finding = incident?.finding;
  if (incident === undefined || finding == null) return null;
  const { data, masks, evidence } = caseData(incident);
  const asked = await askAbout(deps, run, {
    agent: "researcher",
    prompt: researcherPrompt,
    data: [...data, ...notesAsData(finding.notes)],
    masks,
    schema: opinionSchema,
    maxOutputTokens: 2_000,
  });
  if (asked === "waits") return "waits";
  const named = "value" in asked ? findingOf(finding, asked.value, evidence) : undefined;
  const text =
    "without" in asked
      ? `the cause was sought without a model: ${asked.without}`
      : `a model ${named === undefined ? "does not know the cause either" : `names the cause ${named.cause}`}: ${asked.value.sentence}`;
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await tx.note("model", noteOf(asked.reply, redact(text)));
    if (named === undefined) return;
    await tx.advance(
      { type: "diagnosed", finding: named },
      { text: named.sentence, input: { evidence: named.evidence }, output: named },
    );
  });
  return "value" in asked && named === undefined ? "open" : null;
}

/** Undefined where it names no cause, or one that no evidence stands for. */
function findingOf(
  finding: Finding,
  opinion: Opinion,
  evidence: ReadonlyMap<string, Finding["evidence"][number]>,
): Finding | undefined {
  const grounds = opinion.evidence.flatMap((id) => evidence.get(id) ?? []);
  if (opinion.cause === "unknown" || grounds.length === 0) return undefined;
  return {
    ...finding,
    cause: opinion.cause,
    confidence: Math.min(opinion.confidence, MOST_CONFIDENCE),
    sentence: redact(`As a model reads the evidence: ${opinion.sentence}`).slice(0, 700),
    evidence: [...grounds, ...finding.evidence.filter((one) => !grounds.includes(one))],
    foundBy: "model",
  };
}
