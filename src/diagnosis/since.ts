/** Whole seconds between two RFC 3339 times, 0 at least; infinite where one of them is none. */
export function secondsSince(now: string, then: string): number {
  const ms = Date.parse(now) - Date.parse(then);
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms / 1000)) : Number.POSITIVE_INFINITY;
}
