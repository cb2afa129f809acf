import type { Logger } from "./logger.ts";

/** Named clean-ups that run once, in reverse order of their registration, each within what is left of one bound. */
export interface Shutdown {
  /** Aborted when a stop is known of: a start that waits for something gives up. */
  announced: AbortSignal;
  announce(): void;
  add(name: string, cleanUp: () => Promise<void>): void;
  /** Every call shares the outcome of the first. */
  run(): Promise<void>;
}

export function createShutdown(deps: { logger: Logger; boundMs: number }): Shutdown {
  const cleanUps: { name: string; cleanUp: () => Promise<void> }[] = [];
  let outcome: Promise<void> | undefined;
  const announcing = new AbortController();
  const runAll = async () => {
    const deadline = performance.now() + deps.boundMs;
    for (const { name, cleanUp } of cleanUps.toReversed()) {
      await withinBound(cleanUp(), deadline - performance.now()).catch((error: unknown) =>
        deps.logger.error({ part: name, error: String(error) }, "this part did not stop in order"),
      );
    }
  };
  return {
    announced: announcing.signal,
    announce: () => announcing.abort(new Error("the service stops")),
    add: (name, cleanUp) => cleanUps.push({ name, cleanUp }),
    run: () => {
      outcome ??= runAll();
      return outcome;
    },
  };
}

async function withinBound(work: Promise<void>, boundMs: number): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`not done within ${boundMs} ms`)), Math.max(0, boundMs));
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
