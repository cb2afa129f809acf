/** Something asked and answered, by performance.now(); Infinity where no answer came. */
export interface Exchange {
  sentAtMs: number;
  answeredAtMs: number;
}

/**
 * The longest row of them: the most that can be picked so that each was sent when the one before it had been answered.
 */
export function inARow(exchanges: readonly Exchange[]): number {
  let count = 0;
  let freeAtMs = Number.NEGATIVE_INFINITY;
  for (const { sentAtMs, answeredAtMs } of exchanges.toSorted((a, b) => a.answeredAtMs - b.answeredAtMs)) {
    if (sentAtMs < freeAtMs || answeredAtMs === Number.POSITIVE_INFINITY) continue;
    count += 1;
    freeAtMs = answeredAtMs;
  }
  return count;
}
