import type { NoAnswerReason } from "../domain/model-reply.ts";
import type { Tokens } from "./prices.ts";

export interface Message {
  role: "system" | "user" | "assistant";
  text: string;
}

export interface Completion {
  text: string;
  /** It was cut at its bound: what it says is no whole answer. */
  isCut: boolean;
  isRefusal: boolean;
  /** Null where the server does not say. */
  tokens: Tokens | null;
}

/** One call to a server. Throws ProviderFailure, or the signal's reason. */
export interface Provider {
  complete(request: {
    model: string;
    messages: readonly Message[];
    maxOutputTokens: number;
    signal: AbortSignal;
  }): Promise<Completion>;
}

export type ProviderFailureReason = Extract<
  NoAnswerReason,
  "rate-limited" | "unavailable" | "unauthorised" | "rejected" | "refused" | "too-large" | "not-in-schema"
>;

export class ProviderFailure extends Error {
  override readonly name = "ProviderFailure";
  readonly reason: ProviderFailureReason;
  /** As the server said; null where it said nothing. */
  readonly retryAfterMs: number | null;
  /** The parameter that the server does not take of this model, where it said which. */
  readonly unsupported: string | null;
  constructor(
    message: string,
    details: {
      reason: ProviderFailureReason;
      retryAfterMs?: number | null;
      unsupported?: string | null;
      cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.reason = details.reason;
    this.unsupported = details.unsupported ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }
}
