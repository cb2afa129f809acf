const MINUTE_MS = 60_000;
const SEARCH_MINUTES = 366 * 24 * 60;

function fieldMatches(field: string, value: number, first: number): boolean {
  return field.split(",").some((part) => {
    const [range = "*", step] = part.split("/");
    const every = Number(step ?? 1);
    const [low, high] = range === "*" ? [first, Number.POSITIVE_INFINITY] : range.split("-").map(Number);
    if (low === undefined || value < low) return false;
    const end = high ?? (step === undefined ? low : Number.POSITIVE_INFINITY);
    return value <= end && (value - low) % every === 0;
  });
}

/** The first full minute after `afterMs` that a schedule of five fields names, in UTC; undefined for none in a year. */
export function nextScheduledMs(schedule: string, afterMs: number): number | undefined {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = schedule.trim().split(/\s+/);
  const firstMs = (Math.floor(afterMs / MINUTE_MS) + 1) * MINUTE_MS;
  for (let count = 0; count < SEARCH_MINUTES; count += 1) {
    const at = new Date(firstMs + count * MINUTE_MS);
    const matches =
      fieldMatches(minute, at.getUTCMinutes(), 0) &&
      fieldMatches(hour, at.getUTCHours(), 0) &&
      fieldMatches(day, at.getUTCDate(), 1) &&
      fieldMatches(month, at.getUTCMonth() + 1, 1) &&
      fieldMatches(weekday, at.getUTCDay(), 0);
    if (matches) return at.getTime();
  }
  return undefined;
}
