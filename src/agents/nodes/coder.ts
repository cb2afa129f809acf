import type { RunnableConfig } from "@langchain/core/runnables";
import type { Computed, Question } from "../../diagnosis/computation/question.ts";
import { runAnalysis } from "../../sandbox/analyses/run-analysis.ts";
import { program } from "../coding/program.ts";
import { noteComputed } from "../computation-records.ts";
import type { RunState } from "../state.ts";
import { computedText } from "./computed-text.ts";
import type { AgentDeps } from "./deps.ts";
import { runOf } from "./run-of.ts";

type CoderDeps = Pick<
  AgentDeps,
  "store" | "python" | "openQuestionsOf" | "materialFor" | "model" | "ids" | "clock" | "logger"
>;

/** Programs of one step, and the wall time of each. */
const MOST_PROGRAMS = 2;
const PROGRAM_MS = 10_000;
/**
 * All of it, with the start of an interpreter, which takes a second, and up to a minute on a machine that has none to
 * spare: a computation is an advantage, and worth so short a wait.
 */
const STEP_MS = 90_000;

/** Answers by computation what the last look left open, or by a program that a model writes. What fails leaves the finding as the rules made it. */
export function createCoder(deps: CoderDeps) {
  return async (state: RunState, config: RunnableConfig): Promise<Partial<RunState>> => {
    const { python } = deps;
    if (python === undefined) return { computation: null };
    const run = runOf(state, config);
    if (state.move === "program") {
      const programmed = await program({ ...deps, python }, run, state.startedAt);
      return programmed === "waits" ? { waits: true } : { computation: programmed };
    }
    const bound = AbortSignal.any([run.signal, AbortSignal.timeout(STEP_MS)]);
    const questions = (await deps.openQuestionsOf(state.incidentId)).slice(0, MOST_PROGRAMS);
    let answers = 0;
    for (const question of questions) {
      const { analysis: name, input } = question;
      const analysed = await runAnalysis(python, { name, input, timeoutMs: PROGRAM_MS }, bound);
      run.signal.throwIfAborted();
      if (analysed.kind === "failure") {
        const { failure, message } = analysed;
        deps.logger.warn({ incident: state.incidentId, analysis: name, failure, message }, "not computed");
        continue;
      }
      const { result, code, codeDigest } = analysed;
      const computed = computedOf(question, { result, codeDigest, at: deps.clock.now().toISOString() });
      await deps.store.withClaim("finding.commit", run.claim, (tx) =>
        noteComputed(tx, { computed, question, code, codeDigest }),
      );
      answers += 1;
    }
    return { computation: answers > 0 ? "answered" : null };
  };
}

function computedOf(
  { analysis, container, source }: Question,
  { result, codeDigest, at }: { result: Computed["result"]; codeDigest: string; at: string },
): Computed {
  const evidence = {
    kind: "computed" as const,
    source: `${analysis} (sha256 ${codeDigest.slice(0, 12)}) over ${source}`,
    at,
    text: computedText(container, result),
  };
  // The analysis and its result come from one question.
  return { analysis, container, evidence, result } as Computed;
}
