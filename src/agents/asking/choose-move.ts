import { z } from "zod";
import { redact } from "../../core/redact.ts";
import type { Finding } from "../../domain/finding.ts";
import type { Incident } from "../../domain/incident.ts";
import type { Run } from "../../remediation/remediation.ts";
import type { AgentDeps } from "../nodes/deps.ts";
import { supervisorPrompt } from "../prompts/supervisor.ts";
import type { Move, RunState } from "../state.ts";
import { noteOf } from "./ask-about.ts";
import { caseData } from "./case-data.ts";

/** From here on the evidence leaves no other answer, and there is nothing to choose. */
const SURE = 0.9;

/** Whether the road is open: a sure finding takes the road of the rules and costs nothing. */
export function isOpenRoad({ finding, status }: Incident, legal: readonly Move[]): boolean {
  return status === "investigating" && legal.length > 1 && (finding?.confidence ?? 1) < SURE;
}

/**
 * Those of the legal moves that are a model's to choose from. What the rules would change by themselves goes its way: a
 * model that says "hand it over" must not hold back what would have happened without one.
 */
export function choosable({ finding }: Pick<Incident, "finding">, legal: readonly Move[]): Move[] {
  const isOfRules = finding !== null && finding.foundBy !== "model" && changesSomething(finding);
  return isOfRules ? legal.filter((move) => move !== "hand-over") : [...legal];
}

const changesSomething = ({ repair, memory, rollback }: Finding): boolean =>
  [repair, memory, rollback].some((one) => one !== null);

/** A look begins anew, for the legal moves too: how often one was taken before differs between incidents of one trouble. */
export const sinceLastLook = (taken: readonly string[]): string[] =>
  taken.slice(Math.max(0, taken.lastIndexOf("investigating/investigate")));

/**
 * The move that a model chooses among the legal ones, with its reason; the first where it has no answer, at once: the
 * road itself waits for nobody. What was legal and what was taken is in the audit, so that a replay can hold it against the rules.
 */
export async function chooseMove(
  deps: Pick<AgentDeps, "store" | "model" | "python">,
  run: Run,
  at: {
    incident: Incident;
    legal: readonly [Move, ...Move[]];
    taken: readonly string[];
    computation: RunState["computation"];
  },
): Promise<{ move: Move; reason: string }> {
  const [first] = at.legal;
  const { data, masks } = caseData(at.incident);
  const schema = z.strictObject({ move: z.enum(at.legal), reason: z.string().min(1).max(300) });
  const reply = await deps.model.port.ask({
    agent: "supervisor",
    incidentId: at.incident.id,
    prompt: supervisorPrompt,
    data: [
      { id: "legal", origin: "this service", text: at.legal.join(", ") },
      { id: "taken", origin: "this service", text: sinceLastLook(at.taken).join(", ") || "nothing" },
      ...data,
    ],
    masks,
    schema,
    maxOutputTokens: 1_000,
    signal: run.signal,
  });
  const chosen =
    reply.kind === "answer"
      ? { move: reply.value.move, reason: redact(reply.value.reason) }
      : { move: first, reason: `by the rules, for there is no answer of a model: ${reply.detail}` };
  const note = noteOf(reply, `${chosen.move}: ${chosen.reason}`);
  const { legal, taken, computation } = at;
  const hasSandbox = deps.python !== undefined;
  const input = { ...note.input, legal, taken, computation, hasSandbox, finding: at.incident.finding };
  await deps.store.withClaim("finding.commit", run.claim, (tx) =>
    tx.note("supervisor", { ...note, input, output: { ...note.output, ...chosen } }),
  );
  return chosen;
}
