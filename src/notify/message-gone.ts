import { OperationError } from "../core/errors.ts";

/** The message was recalled, deleted, or is too old to change: a new one takes its place. */
export class MessageGoneError extends OperationError {
  constructor(message: string) {
    super(message, { reason: "not-found", retryable: false });
  }
}
