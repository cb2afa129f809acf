/** Who asks; also the metric's label. */
export const ASKERS = ["supervisor", "researcher", "coder", "autofix-k8s", "human-help"] as const;
export type Asker = (typeof ASKERS)[number];

/** Why there is no answer. Closed: it is the metric's label, and what the caller says that it went without. */
export const NO_ANSWER_REASONS = [
  /** No model is configured. */
  "off",
  /** Others are asking, or this very question is being asked: to be asked again after `retryAfterMs`. */
  "busy",
  "over-budget",
  /** It failed too often lately, or said how long to wait. */
  "circuit-open",
  "timed-out",
  "rate-limited",
  "unavailable",
  "unauthorised",
  /** The server does not take the request: an unknown model, a text that is too long. */
  "rejected",
  /** The model declined to answer. */
  "refused",
  "too-large",
  "not-in-schema",
] as const;
export type NoAnswerReason = (typeof NO_ANSWER_REASONS)[number];

/** How a question ended, as the metric counts it. */
export const MODEL_RESULTS = ["answered", "reused", ...NO_ANSWER_REASONS] as const;
