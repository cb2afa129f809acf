/** Why a request that claims to come from a chat is not believed. */
export const CALLBACK_REFUSALS = [
  "door-closed",
  "no-encrypt-key",
  "not-encrypted",
  "not-decryptable",
  "not-signed",
  "stale",
  "wrong-signature",
  "wrong-token",
  "wrong-app",
  "not-understood",
] as const;
export type CallbackRefusal = (typeof CALLBACK_REFUSALS)[number];

/** How each callback of a chat ended: the label of log and metric. Nobody outside is told more than that it was not taken. */
export const CALLBACK_RESULTS = [
  ...CALLBACK_REFUSALS,
  "another-tenant",
  "tenant-unknown",
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
