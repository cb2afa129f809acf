import type { PythonOutcome } from "../../../src/sandbox/python-runner.ts";
import { openSandbox } from "../sandbox-room.ts";
import { FLOODS } from "./data-floods.ts";
import { THROUGH_JAVASCRIPT } from "./data-through-javascript.ts";
import { THROUGH_PYTHON } from "./data-through-python.ts";
import { type Escape, type Host, programOf } from "./escape.ts";

export const ESCAPES: readonly Escape[] = [...THROUGH_JAVASCRIPT, ...THROUGH_PYTHON, ...FLOODS];
export const TOGETHER = ESCAPES.filter(({ alone }) => alone === undefined);
export const ALONE = ESCAPES.filter(({ alone }) => alone !== undefined);

export interface Played {
  /** All that the interpreter outlives, one after the other in one run: each has what those before it left. */
  together: PythonOutcome;
  alone: Record<string, PythonOutcome>;
  /** After all of them: what those that count later find, and what a decent program computes. */
  later: PythonOutcome;
}

/** A machine that stalls is no escape. */
const LONG_MS = 240_000;
const SHORT_MS = 400;

/** Plays every attempt in the sandbox. */
export async function playProtected(host: Host): Promise<Played> {
  const { runner } = openSandbox({ concurrency: 2 });
  const run = async (code: string, timeoutMs = LONG_MS, triesLeft = 3): Promise<PythonOutcome> => {
    const limits = { timeoutMs, outputBytes: 1_000_000 };
    const outcome = await runner.run({ code, input: { ...host }, outputSchema: {}, limits });
    // No interpreter started, so nothing was tried.
    const isUntried = outcome.kind === "failure" && outcome.failure === "unavailable";
    return isUntried && triesLeft > 0 ? run(code, timeoutMs, triesLeft - 1) : outcome;
  };
  try {
    const together = run(programOf(TOGETHER, "all"));
    const outcomes = await Promise.all(
      ALONE.map(async (one) => {
        const timeoutMs = one.alone?.includes("timeout") ? SHORT_MS : LONG_MS;
        return [one.name, await run(programOf([one], "its-own"), timeoutMs)] as const;
      }),
    );
    const laters = TOGETHER.flatMap(({ later, ...rest }) =>
      later === undefined ? [] : [{ ...rest, code: later }],
    );
    return {
      together: await together,
      alone: Object.fromEntries(outcomes),
      later: await run(programOf([...laters, DECENT], "all")),
    };
  } finally {
    await runner.close();
  }
}

const DECENT: Escape = {
  name: "a decent program",
  family: "next-run",
  unprotected: "succeeds",
  code: "return sum([1, 2, 3])",
};
