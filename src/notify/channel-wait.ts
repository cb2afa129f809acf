import { type FailureReason, OperationError } from "../core/errors.ts";

/** A channel that is busy said how long to wait: nothing is sent on it before. */
export class ChannelWaitError extends OperationError {
  readonly waitMs: number;
  constructor(message: string, waitMs: number, reason: FailureReason = "unavailable") {
    super(message, { reason, retryable: true });
    this.waitMs = waitMs;
  }
}
