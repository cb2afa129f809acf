import type { Clock } from "../../core/clock.ts";
import { isReason, messageOf, OperationError } from "../../core/errors.ts";
import { redact } from "../../core/redact.ts";
import type { ClusterReader } from "../../kubernetes/cluster-reader.ts";
import type { Gap } from "../facts.ts";

/** What every collector works with. */
export interface Collector {
  reader: ClusterReader;
  clock: Clock;
  signal: AbortSignal;
  gaps: Gap[];
}

/**
 * Reads what an investigation can do without: a failure becomes a gap and `fallback` the answer. `mayBeAway` is what a
 * cluster that is well may be without for ever, or what somebody else serves.
 */
export async function tolerant<T>(
  collector: Collector,
  what: string,
  read: { run: () => Promise<T>; fallback: T; mayBeAway?: true },
): Promise<T> {
  try {
    return await read.run();
  } catch (error) {
    collector.signal.throwIfAborted();
    const why = isReason(error, "forbidden") ? "not allowed" : redact(messageOf(error)).slice(0, 200);
    const isPassing = read.mayBeAway !== true && error instanceof OperationError && error.retryable;
    collector.gaps.push({ what, why, ...(isPassing && { isPassing }) });
    return read.fallback;
  }
}
