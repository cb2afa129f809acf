import type { Clock } from "./clock.ts";
import { OperationError } from "./errors.ts";

export interface Backoff {
  /** How often the operation is tried at most, the first time included. */
  tries: number;
  firstMs: number;
  maxMs: number;
}

/** Delay before try number `failures + 1`, with full jitter. Source: AWS Architecture Blog, "Exponential Backoff And Jitter". */
export function backoffMs(backoff: Backoff, failures: number, random: () => number = Math.random): number {
  const ceiling = Math.min(backoff.maxMs, backoff.firstMs * 2 ** Math.max(0, failures - 1));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** Runs `operation` again only where its OperationError says that this helps. Throws the last error. */
export async function retry<T>(
  operation: () => Promise<T>,
  options: { clock: Clock; backoff: Backoff; signal?: AbortSignal },
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await operation();
    } catch (error) {
      const mayHelp = error instanceof OperationError && error.retryable;
      if (!mayHelp || failures >= options.backoff.tries) throw error;
      await options.clock.sleep(backoffMs(options.backoff, failures), options.signal);
    }
  }
}
