const DAY_MS = 24 * 3600_000;

/** The instant so many days ago; throws for what is no number of days. */
export function daysBefore(text: string, now: Date): Date {
  const days = Number(text);
  if (!(days > 0 && days <= 3650)) throw new Error(`--days takes a number of days, and ${text} is none`);
  return new Date(now.getTime() - days * DAY_MS);
}
