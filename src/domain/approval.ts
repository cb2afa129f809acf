export const APPROVAL_STATES = ["pending", "approved", "rejected", "expired", "void"] as const;
export type ApprovalState = (typeof APPROVAL_STATES)[number];
export const APPROVAL_DOORS = ["link", "api", "page", "card"] as const;
export type ApprovalDoor = (typeof APPROVAL_DOORS)[number];

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
}
