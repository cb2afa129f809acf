import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type Containment, findContainment } from "./containment.ts";
import { createGate } from "./gate.ts";
import { type LockedChild, startLockedChild, TooLong } from "./locked-child.ts";
import type { PythonLimits, PythonOutcome, PythonProgram, PythonRunner } from "./python-runner.ts";
import { failed, readAnswer } from "./read-answer.ts";
import { createSpare } from "./spare.ts";

const DEFAULT_LIMITS: PythonLimits = { timeoutMs: 10_000, outputBytes: 256 * 1024 };
const MOST_CODE_BYTES = 256 * 1024;
const MOST_INPUT_BYTES = 4 * 1024 * 1024;
/** Loading the interpreter takes a second of a processor, and far more wall time where many want it. */
const START_MS = 60_000;

interface RunnerDeps {
  metrics: Pick<Metrics, "sandboxRuns">;
  logger: Logger;
  /** Programs at the same time; more wait for their turn, at most this many times ten. */
  concurrency?: number;
  /** Absent: the most that the platform offers, found out at the first run. */
  containment?: Containment;
  /** How long an interpreter stands ready for the next run; 0: none does. */
  spareMs?: number;
}

/** Each run has a process of its own, which is killed at its end, whatever that was. */
export function createPythonRunner(deps: RunnerDeps): PythonRunner {
  const concurrency = deps.concurrency ?? 1;
  const gate = createGate({ places: concurrency, queue: concurrency * 10 });
  let found: Promise<Containment> | undefined;
  const containment = () => {
    found ??=
      deps.containment === undefined ? findContainment(process.execPath) : Promise.resolve(deps.containment);
    return found;
  };
  const spare = createSpare(async () => startLockedChild(await containment()), deps.spareMs ?? 120_000);
  const closing = new AbortController();

  const inTurn = async (program: PythonProgram, signal: AbortSignal): Promise<PythonOutcome> => {
    const refusal = whyNot(program) ?? whyNotHere(await containment());
    if (refusal !== undefined) return refusal;
    const child = await spare.take();
    try {
      return await runIn(child, program, signal);
    } finally {
      await child.kill();
      if (!closing.signal.aborted) spare.renew();
    }
  };

  return {
    async run(program, signal) {
      const bound = signal === undefined ? closing.signal : AbortSignal.any([signal, closing.signal]);
      const outcome = await gate
        .through(bound, () => inTurn(program, bound))
        .catch((error: unknown) => failed("unavailable", messageOf(error)));
      const result = outcome.kind === "result" ? "ok" : outcome.failure;
      deps.metrics.sandboxRuns.inc({ result });
      if (outcome.kind === "failure")
        deps.logger.warn({ result, message: outcome.message }, "a program gave no result");
      return outcome;
    },
    async close() {
      closing.abort(new Error("the service stops"));
      await spare.close();
    },
  };
}

/** Before version 25 Node's permissions leave the network open: then only a namespace closes it. */
function whyNotHere({ hasNamespaces }: Containment): PythonOutcome | undefined {
  return hasNamespaces || process.allowedNodeEnvironmentFlags.has("--allow-net")
    ? undefined
    : failed("unavailable", `Node ${process.version} cannot close the network to a program here`);
}

function whyNot({ code, input }: PythonProgram): PythonOutcome | undefined {
  if (Buffer.byteLength(code) > MOST_CODE_BYTES) return failed("error", "the program is too long");
  if (Buffer.byteLength(JSON.stringify(input)) > MOST_INPUT_BYTES)
    return failed("error", "the input is too large");
  return undefined;
}

async function runIn(
  child: LockedChild,
  { code, input, outputSchema, limits }: PythonProgram,
  signal: AbortSignal,
): Promise<PythonOutcome> {
  const { timeoutMs, outputBytes } = { ...DEFAULT_LIMITS, ...limits };
  const isReady = await within(
    child.ready.then(() => true),
    { ms: START_MS, signal },
  );
  if (isReady === undefined) return failed("unavailable", "the interpreter did not start in time");
  const request = { code, data: JSON.stringify(input), limit: outputBytes };
  try {
    const answer = await within(
      child.ask(request, outputBytes + 4096).then((line) => ({ line })),
      { ms: timeoutMs, signal },
    );
    if (answer === undefined) return failed("timeout", `the program took longer than ${timeoutMs / 1000} s`);
    if (answer.line !== undefined) return readAnswer(answer.line, outputSchema);
    return child.ranOutOfMemory()
      ? failed("memory", "the program needs more memory than it may have")
      : failed("error", "the program ended its interpreter");
  } catch (error) {
    if (error instanceof TooLong) return failed("output-too-large", "the result is larger than it may be");
    throw error;
  }
}

/** Undefined where it takes longer; throws the signal's reason. */
async function within<T>(
  work: Promise<T>,
  { ms, signal }: { ms: number; signal: AbortSignal },
): Promise<T | undefined> {
  // Whoever loses the race, or has nobody waiting from the start, may still fail, with nobody to hear of it.
  work.catch(() => {});
  signal.throwIfAborted();
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  const onAbort = () => late.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}
