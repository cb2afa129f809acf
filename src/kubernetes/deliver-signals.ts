import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import type { NewSignal } from "../domain/signal.ts";

const BACKOFF: Backoff = { tries: Number.POSITIVE_INFINITY, firstMs: 200, maxMs: 10_000 };

/** Offers the signals until they are taken or the watch is stopped. */
export async function deliverSignals(
  deps: { clock: Clock; logger: Logger; onSignals(signals: NewSignal[]): Promise<void> },
  signals: NewSignal[],
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await deps.onSignals(signals);
    } catch (error) {
      signal.throwIfAborted();
      deps.logger.warn(
        { error: messageOf(error), signals: signals.length, failures },
        "the signals were not taken, they are offered again",
      );
      await deps.clock.sleep(backoffMs(BACKOFF, failures), signal);
    }
  }
}
