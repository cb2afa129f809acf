import { z } from "zod";
import { redact } from "../../core/redact.ts";
import type { Finding } from "../../domain/finding.ts";
import { type Offers, valueLike, withValue } from "../../remediation/offers.ts";
import type { Run } from "../../remediation/remediation.ts";
import { askAbout, noteOf } from "../asking/ask-about.ts";
import { caseData } from "../asking/case-data.ts";
import { autofixPrompt } from "../prompts/autofix-k8s.ts";
import type { AgentDeps } from "./deps.ts";

const choiceSchema = z.strictObject({
  choice: z.enum(["candidate", "set-field", "none"]),
  /** Of the candidate or the field; 0 with "none". */
  number: z.number().int().min(0).max(200),
  value: z.union([z.string().max(1000), z.number()]).nullable(),
  reason: z.string().min(1).max(400),
  evidence: z.array(z.string().max(16)).max(20),
});
type Choice = z.infer<typeof choiceSchema>;

type ChooseDeps = Pick<AgentDeps, "store" | "clock" | "model" | "remediation" | "attemptsOf">;

/** Lets a model choose among the repairs that code worked out or, where there is none, a value for a field of a closed list. */
export async function choose(deps: ChooseDeps, run: Run): Promise<"waits" | undefined> {
  const incident = await deps.store.read(run.claim.incidentId);
  const finding = incident?.finding;
  if (incident === undefined || finding == null) return;
  const [offers, attempts] = await Promise.all([
    deps.remediation.offers(finding, run.signal),
    deps.attemptsOf(incident.id),
  ]);
  if (offers.candidates.length + offers.fields.length === 0) return;
  const { data, masks } = caseData(incident, attempts);
  const asked = await askAbout(deps, run, {
    agent: "autofix-k8s",
    prompt: autofixPrompt,
    data: [...data, ...partsOf(offers)],
    masks,
    schema: choiceSchema,
    maxOutputTokens: 2_000,
  });
  if (asked === "waits") return "waits";
  const chosen = "value" in asked ? chosenOf(finding, offers, asked.value) : undefined;
  const text =
    "without" in asked
      ? `a repair was sought without a model: ${asked.without}`
      : chosen === undefined
        ? `a model found no repair among those that are possible: ${asked.value.reason}`
        : `a model chose ${chosen.repair?.type}: ${asked.value.reason}`;
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await tx.note("model", noteOf(asked.reply, redact(text)));
    if (chosen === undefined) return;
    await tx.advance(
      { type: "diagnosed", finding: chosen },
      { text: redact(text), input: { evidence: chosen.evidence }, output: chosen },
    );
  });
}

function partsOf({ candidates, fields }: Offers) {
  return [
    ...candidates.map(({ cause, sentence, repair, bounds }, index) => ({
      id: `candidate ${index + 1}`,
      origin: "this service",
      text: JSON.stringify({ cause, sentence, type: repair.type, parameters: repair.parameters, bounds }),
    })),
    ...fields.map(({ name, value }, index) => ({
      id: `field ${index + 1}`,
      origin: "specification",
      text: JSON.stringify({ field: name, value }),
    })),
  ];
}

/** Undefined where it chose nothing, or something that was not offered. */
function chosenOf(finding: Finding, { candidates, fields }: Offers, choice: Choice): Finding | undefined {
  const { alternatives: _, ...rest } = finding;
  const index = choice.number - 1;
  if (choice.choice === "candidate") {
    const candidate = candidates[index];
    if (candidate === undefined) return undefined;
    const isOwn = finding.repair !== null && index === 0;
    const repair = typeof choice.value === "number" ? withValue(candidate, choice.value) : candidate.repair;
    return isOwn && repair === candidate.repair
      ? rest
      : {
          ...rest,
          ...named(candidate, finding, isOwn),
          repair: { ...repair, isExclusive: false },
          foundBy: "model",
        };
  }
  const field = choice.choice === "set-field" ? fields[index] : undefined;
  if (field === undefined || choice.value === null) return undefined;
  const value = valueLike(field.value, choice.value);
  if (value === undefined || value === field.value) return undefined;
  return { ...rest, repair: field.repairTo(value, redact(choice.reason)), foundBy: "model" };
}

function named(candidate: Offers["candidates"][number], finding: Finding, isOwn: boolean) {
  if (isOwn) return {};
  return {
    cause: candidate.cause,
    sentence: candidate.sentence,
    confidence: Math.min(finding.confidence, 0.8),
    memory: null,
    rollback: null,
  };
}
