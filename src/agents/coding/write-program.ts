import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json } from "../../core/json.ts";
import { redact } from "../../core/redact.ts";
import type { DataPart, Mask, Reply } from "../../llm/model.ts";
import type { Run } from "../../remediation/remediation.ts";
import { declaredShape } from "../../sandbox/declared-shape.ts";
import type { PythonOutcome, PythonRunner } from "../../sandbox/python-runner.ts";
import { type AskingDeps, askAbout } from "../asking/ask-about.ts";
import { coderPrompt } from "../prompts/coder.ts";

/** Bounds of what a model writes: as long as it can be sent back whole with its error. */
const MOST_CODE = 3_500;
const MOST_SCHEMA = 3_000;
/** The first, and one for each error that goes back. */
const MOST_WRITTEN = 3;
const LIMITS = { timeoutMs: 5_000, outputBytes: 8_192 };

export const programSchema = z.strictObject({
  program: z.enum(["run", "none"]),
  question: z.string().max(300),
  code: z.string().max(MOST_CODE),
  /** JSON Schema of the result, as text. */
  output: z.string().max(MOST_SCHEMA),
});

export interface WrittenProgram {
  question: string;
  code: string;
  codeDigest: string;
  output: string;
  /** How often it was written: errors went back to the model all times but the last. */
  runs: number;
  value: Json;
}

interface Order {
  data: readonly DataPart[];
  masks: readonly Mask[];
  input: Json;
  /** Each answer of the model, whatever became of it. */
  onReply(reply: Reply<unknown>, text: string): Promise<void>;
}

/** Lets a model write a program, runs it, and gives it its errors back, twice at most. */
export async function writeProgram(
  deps: AskingDeps & { python: Pick<PythonRunner, "run"> },
  run: Run,
  { data, masks, input, onReply }: Order,
): Promise<WrittenProgram | { without: string } | "waits"> {
  let failure: { code: string; message: string } | undefined;
  for (let runs = 1; runs <= MOST_WRITTEN; runs += 1) {
    const asked = await askAbout(deps, run, {
      agent: "coder",
      prompt: coderPrompt,
      data: [...data, ...(failure === undefined ? [] : failedParts(failure))],
      masks,
      schema: programSchema,
      maxOutputTokens: 4_000,
    });
    if (asked === "waits") return "waits";
    if ("without" in asked) {
      await onReply(asked.reply, `no program was written: ${asked.without}`);
      return { without: asked.without };
    }
    const { program, code, output } = asked.value;
    const question = redact(asked.value.question).slice(0, 300);
    if (program === "none" || code.trim() === "") {
      await onReply(asked.reply, "a model knows no program that would help");
      return { without: "a model knows no program that would help" };
    }
    await onReply(asked.reply, `a model wrote a program: ${question}`);
    const outcome = await ran(deps.python, { code, output, input }, run.signal);
    run.signal.throwIfAborted();
    if (outcome.kind === "result") {
      const codeDigest = createHash("sha256").update(code).digest("hex");
      return { question, code, codeDigest, output, runs, value: outcome.value };
    }
    // That is none of the program's faults, and no other program would fare better.
    if (outcome.failure === "unavailable") return { without: outcome.message };
    failure = { code, message: `${outcome.failure}: ${outcome.message}` };
  }
  return { without: `the program failed ${MOST_WRITTEN} times: ${failure?.message ?? ""}` };
}

async function ran(
  python: Pick<PythonRunner, "run">,
  { code, output, input }: { code: string; output: string; input: Json },
  signal: AbortSignal,
): Promise<PythonOutcome> {
  const declared = declaredShape(output);
  if ("problem" in declared) return { kind: "failure", failure: "invalid-output", message: declared.problem };
  return python.run({ code, input, outputSchema: declared.shape, limits: LIMITS }, signal);
}

const failedParts = ({ code, message }: { code: string; message: string }): DataPart[] => [
  { id: "program", origin: "you", text: code },
  { id: "error", origin: "the sandbox", text: message },
];
