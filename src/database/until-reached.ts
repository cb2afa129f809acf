import { createClock } from "../core/clock.ts";
import { messageOf, OperationError } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { isConnectionLoss } from "./errors.ts";

/** How long one connection may take to come about, where nothing is known of the server's pace. */
export const CONNECT_MS = 5_000;
/** No door may hang longer than that on a server that went silent, however slow it was at the start. */
export const MOST_CONNECT_MS = 30_000;
const PAUSE_MS = 1_000;

export interface Patience {
  /** How long the server may take until it is there and answers; 0: it is asked once. */
  boundMs: number;
  logger: Logger;
  signal?: AbortSignal | undefined;
  /** Time that the first connection has. */
  connectMs?: number | undefined;
}

/**
 * Does the work again while the server is away or too slow, and says so each time. A try that ended for want of time gives the next
 * one twice as much: on a machine under load the same limit would be missed for ever. Throws the last error at the bound, and the
 * signal's reason.
 */
export async function untilReached<T>(
  work: (connectMs: number) => Promise<T>,
  { boundMs, logger, signal, connectMs: first = CONNECT_MS }: Patience,
): Promise<T> {
  const wall = createClock();
  const begunMs = performance.now();
  for (let connectMs = first; ; ) {
    const triedMs = performance.now();
    try {
      signal?.throwIfAborted();
      return await work(connectMs);
    } catch (error) {
      const nowMs = performance.now();
      const waitedMs = nowMs - begunMs;
      if (signal?.aborted || !isConnectionLoss(error) || waitedMs >= boundMs) throw error;
      if (nowMs - triedMs >= connectMs) connectMs = Math.min(connectMs * 2, MOST_CONNECT_MS);
      const [waitedSeconds, mostSeconds] = [waitedMs, boundMs].map((ms) => Math.round(ms / 1_000));
      logger.warn({ error: causeOf(error), waitedSeconds, mostSeconds }, "waits for the database");
      await wall.sleep(Math.min(PAUSE_MS, boundMs - waitedMs), signal);
    }
  }
}

/** Our own words for a lost connection say nothing of why. */
const causeOf = (error: unknown): string =>
  messageOf(error instanceof OperationError ? (error.cause ?? error) : error);
