/** How each callback of a chat ended: the label of log and metric. Nobody outside is told more than that it was not taken. */
export const CALLBACK_RESULTS = [
  "no-encrypt-key",
  "not-encrypted",
  "not-decryptable",
  "not-signed",
  "stale",
  "wrong-signature",
  "wrong-token",
  "wrong-app",
  "not-understood",
  "another-tenant",
  "replayed",
  "not-allowed",
  "unknown-card",
  "failed",
  "late",
  "challenge",
  "repeated",
  "ignored",
  "not-decided",
  "decided",
] as const;
export type CallbackResult = (typeof CALLBACK_RESULTS)[number];
