export const FAILURE_REASONS = [
  "timeout",
  "unavailable",
  "forbidden",
  "conflict",
  "invalid",
  "not-found",
  "other",
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** Callers branch on `reason`, which is also the metric label; the cause is kept. */
export class OperationError extends Error {
  override readonly name = "OperationError";
  readonly reason: FailureReason;
  readonly retryable: boolean;
  constructor(message: string, details: { reason: FailureReason; retryable: boolean; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.reason = details.reason;
    this.retryable = details.retryable;
  }
}

export function isReason(error: unknown, reason: FailureReason): error is OperationError {
  return error instanceof OperationError && error.reason === reason;
}

/** A one-line text of anything that was thrown, for logs and rows; it never holds a stack. */
export function messageOf(error: unknown): string {
  // Node gives the failure to reach a name with several addresses no message of its own.
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
