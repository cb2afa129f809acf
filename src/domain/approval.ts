export const APPROVAL_STATES = ["pending", "approved", "rejected", "expired", "void"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];
export const APPROVAL_DOORS = ["link", "api", "page", "card"] as const;
export type ApprovalDoor = (typeof APPROVAL_DOORS)[number];

/** Why a decision changed nothing: the label of the metric, and the answer's word. */
export const DECISION_REFUSALS = [
  "already-decided",
  "expired",
  "superseded",
  "too-long",
  "unconfirmed",
  "no-fix",
  "undo-asked-before",
  "same-person",
  "card-only",
  "not-named",
  "not-by-link",
  "under-way",
  "closed",
  "unknown",
] as const;

/** The first yes where two people are wanted. `person` tells people apart; `by` is how they are called. */
export interface FirstYes {
  person: string;
  by: string;
  door: ApprovalDoor;
  at: string;
  comment: string;
}

/**
 * What a person can say. The first three answer a question; then two tell the service to keep its hands off; an `answer`
 * says what it was, a `hint` what it may be; an `undo` wants a fix that held taken back.
 */
export const DECISIONS = [
  "approve",
  "reject",
  "not-now",
  "take-over",
  "pause",
  "answer",
  "hint",
  "undo",
] as const;
export type Decision = (typeof DECISIONS)[number];

/** A person's decision on exactly one plan digest. */
export interface Approval {
  id: string;
  incidentId: string;
  planDigest: string;
  state: ApprovalState;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  by: string | null;
  door: ApprovalDoor | null;
  reason: string | null;
  /** Put off until then: the question stays open, and is put again. */
  askAgainAt: Date | null;
  /** When people are reminded of it by name; null where that was done, or is not to be. */
  escalateAt: Date | null;
  /** Set once one of two people has said yes. */
  first: FirstYes | null;
}
