/** Why the guard refuses a write: the whole list. The same word is in the answer and in the log. */
export const GUARD_REFUSALS = [
  /** The body is no AdmissionReview v1, or holds something that cannot be looked at. */
  "unreadable",
  /** No attempt needs such an operation on such a resource, whatever the ledger says. */
  "never-planned",
  /** A field that no repair may touch: security context, service account, host settings, what is run with privileges. */
  "outside-bounds",
  /** The ledger holds no attempt on this object. */
  "no-attempt",
  /** An object of the same name with another UID, or no UID where one is needed. */
  "other-object",
  /** The plan in the ledger is not the one that was judged. */
  "digest",
  /** A person has not said yes to this plan. */
  "not-approved",
  /** The incident is not being changed now: it was taken over, paused, closed, or its attempt is over. */
  "stopped",
  /** The attempt was begun too long ago. */
  "expired",
  /** The attempt has written already, or has not come to this step. */
  "not-this-step",
  /** The object's fields would not be exactly those of the plan. */
  "other-change",
  /** The ledger could not be read in time. */
  "ledger-unavailable",
] as const;
export type GuardRefusal = (typeof GUARD_REFUSALS)[number];
