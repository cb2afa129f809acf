import { messageOf, OperationError } from "../core/errors.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import { ChannelWaitError } from "./channel-wait.ts";

/** Tried again for as long as it takes: a channel that is down for a day must not cost a message. */
const BACKOFF: Backoff = { tries: Number.POSITIVE_INFINITY, firstMs: 2000, maxMs: 300_000 };
const MAX_WAIT_MS = 3_600_000;

export interface Failure {
  result: "retried" | "given-up";
  message: string;
  /** Until the next try; 0 where there is none. */
  delayMs: number;
  /** Other messages would meet the same answer before the delay is over. */
  closesChannel: boolean;
}

/** What follows from an error of `Notifier.send`, the `tries`-th one of this message. An error that is no OperationError is a bug here: repeating it does not help. */
export function failureOf(error: unknown, tries: number): Failure {
  const message = messageOf(error).slice(0, 500);
  if (error instanceof ChannelWaitError) {
    const delayMs = Math.min(MAX_WAIT_MS, Math.max(error.waitMs, backoffMs(BACKOFF, tries)));
    return { result: "retried", message, delayMs, closesChannel: true };
  }
  if (error instanceof OperationError && error.retryable) {
    return { result: "retried", message, delayMs: backoffMs(BACKOFF, tries), closesChannel: false };
  }
  return { result: "given-up", message, delayMs: 0, closesChannel: false };
}
