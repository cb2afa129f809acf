import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";

export interface RunnerDeps {
  name: string;
  concurrency: number;
  clock: Clock;
  logger: Logger;
  /** False where another process has the turn. */
  take(key: string): Promise<boolean>;
  giveUp(key: string): Promise<void>;
  /** `isSure` is false where only a due row, which may have been dealt with meanwhile, asked for this run. */
  run(key: string, isSure: boolean, signal: AbortSignal): Promise<void>;
  finish(jobIds: readonly string[]): Promise<void>;
  giveBack(jobIds: readonly string[]): Promise<void>;
  onFree(): void;
}

/** Runs each key at most once at a time; a wake during a run makes one more run after it. */
export interface Runner {
  wake(key: string, jobIds: readonly string[]): void;
  /** Whether this key runs, waits for a slot or backs off after a failure. */
  knows(key: string): boolean;
  freeSlots(): number;
  /** Waits `boundMs` of wall time for what runs, then aborts it. */
  stop(boundMs: number): Promise<void>;
}

/** One key's wakes that no finished run has answered yet. */
interface Entry {
  key: string;
  jobIds: string[];
  isWokenAgain: boolean;
  failures: number;
}

const FAILURE_BACKOFF: Backoff = { tries: Number.POSITIVE_INFINITY, firstMs: 1_000, maxMs: 60_000 };
/** How soon to ask again for a turn that another process has. */
const TURN_WAIT_MS = 250;

export function createRunner(deps: RunnerDeps): Runner {
  const entries = new Map<string, Entry>();
  const queue: Entry[] = [];
  const flights = new Set<Promise<void>>();
  const stopping = new AbortController();
  const aborting = new AbortController();

  const enqueue = (entry: Entry) => {
    queue.push(entry);
    pump();
  };
  const pump = () => {
    while (!stopping.signal.aborted && flights.size < deps.concurrency) {
      const entry = queue.shift();
      if (entry === undefined) return;
      const flight = fly(entry).finally(() => {
        flights.delete(flight);
        pump();
        deps.onFree();
      });
      flights.add(flight);
    }
  };
  const fly = async (entry: Entry) => {
    const hasTurn = await deps.take(entry.key).catch(() => false);
    if (!hasTurn) {
      // A due row alone is asked about again by the next scan.
      if (entry.jobIds.length === 0) entries.delete(entry.key);
      else later(entry, TURN_WAIT_MS);
      return;
    }
    try {
      await answer(entry);
    } finally {
      await deps.giveUp(entry.key).catch(() => {});
    }
  };
  const answer = async (entry: Entry) => {
    const answered = entry.jobIds;
    entry.jobIds = [];
    entry.isWokenAgain = false;
    try {
      await deps.run(entry.key, answered.length > 0, aborting.signal);
    } catch (error) {
      entry.jobIds.unshift(...answered);
      return backOff(entry, error);
    }
    entry.failures = 0;
    // Where this fails, the job comes back when it expires, and its run finds nothing to do.
    await deps.finish(answered).catch((error: unknown) => warn(entry, error, "a job was not finished"));
    if (entry.isWokenAgain) enqueue(entry);
    else entries.delete(entry.key);
  };
  const backOff = (entry: Entry, error: unknown) => {
    entry.failures += 1;
    warn(entry, error, "this work failed and is tried again");
    later(entry, backoffMs(FAILURE_BACKOFF, entry.failures));
  };
  const warn = ({ key, failures }: Entry, error: unknown, message: string) =>
    deps.logger.warn({ part: deps.name, key, failures, error: messageOf(error) }, message);
  const later = (entry: Entry, delayMs: number) => {
    deps.clock.sleep(delayMs, stopping.signal).then(
      () => enqueue(entry),
      () => {},
    );
  };
  return {
    wake(key, jobIds) {
      const known = entries.get(key);
      const entry = known ?? { key, jobIds: [], isWokenAgain: false, failures: 0 };
      entry.jobIds.push(...jobIds);
      entry.isWokenAgain = true;
      if (known !== undefined) return;
      entries.set(key, entry);
      enqueue(entry);
    },
    knows: (key) => entries.has(key),
    freeSlots: () => Math.max(0, deps.concurrency - flights.size - queue.length),
    async stop(boundMs) {
      stopping.abort();
      const bound = setTimeout(() => aborting.abort(new Error("the service stops")), boundMs);
      await Promise.race([Promise.all(flights), graceAfter(aborting.signal)]);
      clearTimeout(bound);
      await deps.giveBack([...entries.values()].flatMap(({ jobIds }) => jobIds)).catch(() => {});
    },
  };
}

/** What ignores its signal is left behind: its claim is fenced, and its job comes back. */
const GRACE_MS = 1_000;

function graceAfter(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => setTimeout(resolve, GRACE_MS), { once: true }),
  );
}
