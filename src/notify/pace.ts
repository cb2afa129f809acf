/** How fast a channel may be used; a Feishu custom bot takes 5 a second and 100 a minute. */
export interface Pace {
  perSecond: number;
  perMinute: number;
}

export const CUSTOM_BOT_PACE: Pace = { perSecond: 5, perMinute: 100 };

/** Milliseconds to wait before one more message, given the times of the latest `perMinute` ones in any order. */
export function paceDelayMs(pace: Pace, sentAt: readonly Date[], now: Date): number {
  // A time in the future comes from another clock and says nothing about this one.
  const past = sentAt.map((at) => at.getTime()).filter((at) => at <= now.getTime());
  const newestFirst = past.sort((a, b) => b - a);
  const wait = (limit: number, windowMs: number) => {
    const oldest = newestFirst[limit - 1];
    return oldest === undefined ? 0 : Math.max(0, oldest + windowMs - now.getTime());
  };
  return Math.max(wait(pace.perSecond, 1000), wait(pace.perMinute, 60_000));
}
