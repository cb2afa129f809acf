import type { Clock } from "../../src/core/clock.ts";

export interface SteppedClock extends Clock {
  /** Moves the time on; whoever sleeps until then wakes. */
  advance(ms: number): void;
}

export function createSteppedClock(originMs: number): SteppedClock {
  let nowMs = originMs;
  const sleepers = new Set<{ dueMs: number; wake: () => void }>();
  return {
    now: () => new Date(nowMs),
    wallMs: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { dueMs: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers.delete(sleeper);
          reject(signal.reason);
        });
      }),
    advance(ms) {
      nowMs += ms;
      for (const sleeper of sleepers)
        if (sleeper.dueMs <= nowMs) {
          sleepers.delete(sleeper);
          sleeper.wake();
        }
    },
  };
}
