import type { Json } from "../../core/json.ts";
import { redact } from "../../core/redact.ts";
import type { Evidence } from "../../domain/evidence.ts";
import { maskedButTimes, unmasked, withTexts } from "../../llm/masks.ts";
import type { Mask } from "../../llm/model.ts";
import type { Run } from "../../remediation/remediation.ts";
import { noteOf } from "../asking/ask-about.ts";
import { caseData, masksOf } from "../asking/case-data.ts";
import type { AgentDeps } from "../nodes/deps.ts";
import { noteProgram } from "./program-records.ts";
import { type WrittenProgram, writeProgram } from "./write-program.ts";

type ProgramDeps = Pick<AgentDeps, "store" | "clock" | "ids" | "model" | "logger" | "materialFor"> & {
  python: NonNullable<AgentDeps["python"]>;
};

/** On a card and in a list one reads a line or two; the whole result is in the audit. */
const RESULT_CHARACTERS = 600;

/**
 * Has a model write a program over what was read and adds its result to the finding as evidence. The finding itself stays
 * that of the rules: what a model makes of the result is a model's finding, and capped as one.
 */
export async function program(
  deps: ProgramDeps,
  run: Run,
  since: string,
): Promise<"programmed" | "waits" | null> {
  const incident = await deps.store.read(run.claim.incidentId);
  if (incident?.finding == null) return null;
  const { data, evidence } = caseData(incident);
  const material = await deps.materialFor(incident.id, since);
  const read = { evidence: [...evidence].map(([id, one]) => ({ ...one, id })), ...material };
  const pieces = [...data, { id: "", origin: "", text: JSON.stringify(material) }];
  const masks = masksOf(incident, { data: pieces, attempts: [] });
  const input = forProgram(read, masks);
  const written = await writeProgram(deps, run, {
    data,
    masks,
    input,
    onReply: (reply, text) =>
      deps.store.withClaim("finding.commit", run.claim, (tx) =>
        tx.note("model", noteOf(reply, redact(text))),
      ),
  });
  if (written === "waits") return "waits";
  if ("without" in written) {
    deps.logger.info({ incident: incident.id, why: written.without }, "no program computed anything");
    return null;
  }
  const computed = evidenceOf(written, masks, { id: deps.ids.next(), at: deps.clock.now().toISOString() });
  await deps.store.withClaim("finding.commit", run.claim, async (tx) => {
    await noteProgram(tx, { program: written, evidence: computed, input: { input } });
    const { finding } = tx.incident;
    if (finding === null) return;
    const added = { ...finding, evidence: [computed, ...finding.evidence] };
    await tx.advance(
      { type: "diagnosed", finding: added },
      { text: computed.text, input: { evidence: added.evidence }, output: added },
    );
  });
  return "programmed";
}

/** The same names and secrets are taken out of it as of what the model that wrote the program has read. */
const forProgram = (read: object, masks: readonly Mask[]) =>
  withTexts(read, (text) => maskedButTimes(redact(text), masks)) as Json;

function evidenceOf(
  { question, codeDigest, value }: WrittenProgram,
  masks: readonly Mask[],
  { id, at }: { id: string; at: string },
): Evidence {
  // Before the cut: half of a secret is no secret to any pattern, and enough for whoever reads it.
  const result = redact(JSON.stringify(unmasked(value, masks)));
  const cut = result.length > RESULT_CHARACTERS ? `${result.slice(0, RESULT_CHARACTERS)} …` : result;
  return {
    id,
    kind: "computed",
    source: `a program that a model wrote (sha256 ${codeDigest.slice(0, 12)}), over the evidence`,
    at,
    text: redact(`computed by a model's program: ${question}: ${cut}`).toWellFormed(),
  };
}
