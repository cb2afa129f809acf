/** What is deleted when it was kept for long enough. */
export const PURGED_KINDS = ["incident", "audit-row", "alert", "signal", "cache-row", "checkpoint"] as const;
export type PurgedKind = (typeof PURGED_KINDS)[number];
