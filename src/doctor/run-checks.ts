import { cleanText } from "../core/clean-text.ts";
import { messageOf } from "../core/errors.ts";
import { redact } from "../core/redact.ts";
import { type Check, failure, type Seen } from "./check.ts";

/** A line of the answer. */
export interface CheckLine extends Seen {
  name: string;
}

export interface RunOptions {
  /** Wall time that one check may take. */
  boundMs(name: string): number;
  /** Takes out what nobody may read. */
  hide(text: string): string;
  signal: AbortSignal;
}

/** Runs what can run at the same time, and gives the lines in the order of the list. Never throws for a check. */
export async function* runChecks(
  checks: readonly Check[],
  options: RunOptions,
): AsyncGenerator<readonly CheckLine[]> {
  const running = new Map<string, Promise<readonly CheckLine[]>>();
  for (const check of checks) running.set(check.name, runAfter(check, running, options));
  for (const lines of running.values()) yield await lines;
}

async function runAfter(
  check: Check,
  running: ReadonlyMap<string, Promise<readonly CheckLine[]>>,
  options: RunOptions,
): Promise<readonly CheckLine[]> {
  const needed = check.needs.map(async (name) => ({ name, lines: (await running.get(name)) ?? [] }));
  const missing = (await Promise.all(needed)).filter(({ lines }) => !lines.some(isWell));
  const seen =
    missing.length > 0 ? [skipped(missing.map(({ name }) => name))] : await runBounded(check, options);
  const clean = (text: string) => options.hide(cleanText(text)).replace(/\s+/g, " ").trim();
  return seen.map(({ status, detail, remedy }) => ({
    name: check.name,
    status,
    detail: clean(detail),
    remedy: remedy === null ? null : clean(remedy),
  }));
}

const isWell = ({ status }: Seen) => status === "ok" || status === "warning";

function skipped(names: readonly string[]): Seen {
  return {
    status: "skipped",
    detail: `nothing can be said before this is well: ${names.join(", ")}`,
    remedy: null,
  };
}

async function runBounded({ name, run }: Check, { boundMs, signal }: RunOptions): Promise<readonly Seen[]> {
  const ms = boundMs(name);
  const bound = AbortSignal.timeout(ms);
  const stop = AbortSignal.any([signal, bound]);
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(stop.reason);
  stop.addEventListener("abort", onAbort, { once: true });
  try {
    stop.throwIfAborted();
    return await Promise.race([run(stop), stopped]);
  } catch (error) {
    if (bound.aborted)
      return [
        failure(`no answer within ${Math.round(ms / 1000)} s`, "see whether it is reached from here at all"),
      ];
    return [failure(redact(messageOf(error)), "the message says what is in the way")];
  } finally {
    stop.removeEventListener("abort", onAbort);
  }
}
