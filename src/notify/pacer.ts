import type { Clock } from "../core/clock.ts";
import { type Pace, paceDelayMs } from "./pace.ts";

export interface Pacer {
  /** Resolves when one more request may go out, which it counts. */
  wait(signal: AbortSignal): Promise<void>;
}

/** Of this process alone: a channel is served by one replica at a time, and what a change of replicas adds the platform's own answer puts right. */
export function createPacer(pace: Pace, clock: Clock): Pacer {
  let sentAt: Date[] = [];
  return {
    async wait(signal) {
      const delayMs = paceDelayMs(pace, sentAt, clock.now());
      if (delayMs > 0) await clock.sleep(delayMs, signal);
      sentAt = [...sentAt.slice(-(pace.perMinute - 1)), clock.now()];
    },
  };
}
