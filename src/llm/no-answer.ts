import type { NoAnswerReason } from "../domain/model-reply.ts";

/** Ends one question inside this room; outside of it there are replies alone. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly reason: NoAnswerReason;
  readonly retryAfterMs: number | null;
  constructor(reason: NoAnswerReason, message: string, details: { retryAfterMs?: number | null } = {}) {
    super(message);
    this.reason = reason;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  /** The same question would get the same: asking again soon is money for nothing. */
  get isOfTheQuestion(): boolean {
    return ["refused", "too-large", "not-in-schema", "rejected"].includes(this.reason);
  }
}
