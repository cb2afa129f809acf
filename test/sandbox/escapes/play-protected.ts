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
  /** What those that count later find in the next run. */
  later: PythonOutcome;
  alone: Record<string, PythonOutcome>;
  /** A decent program after all of them. */
  decent: PythonOutcome;
}

/** Plays every attempt in the sandbox. */
export async function playProtected(host: Host): Promise<Played> {
  const { runner } = openSandbox({ concurrency: 2 });
  const run = (code: string, timeoutMs = 60_000) =>
    runner.run({ code, input: { ...host }, outputSchema: {}, limits: { timeoutMs, outputBytes: 1_000_000 } });
  try {
    const together = await run(programOf(TOGETHER, "all"));
    const laters = TOGETHER.flatMap(({ later, ...rest }) =>
      later === undefined ? [] : [{ ...rest, code: later }],
    );
    const later = await run(programOf(laters, "all"));
    const outcomes = await Promise.all(
      ALONE.map(async (one) => {
        const timeoutMs = one.alone?.includes("timeout") ? 400 : 60_000;
        return [one.name, await run(programOf([one], "its-own"), timeoutMs)] as const;
      }),
    );
    const decent = await run("def main(host): return sum([1, 2, 3])");
    return { together, later, alone: Object.fromEntries(outcomes), decent };
  } finally {
    await runner.close();
  }
}
