export const APPROVAL_STATES = ["pending", "approved", "rejected", "expired", "void"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];
export const APPROVAL_DOORS = ["link", "api", "page", "card"] as const;
export type ApprovalDoor = (typeof APPROVAL_DOORS)[number];

/** What a person can say. The first three answer a question; the others tell the service to keep its hands off. */
export const DECISIONS = ["approve", "reject", "not-now", "take-over", "pause"] as const;
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
}
