import type { Clock } from "../../src/core/clock.ts";

/** A clock whose pace can be changed under way; whoever sleeps is woken by the pace of then. */
export interface ChangingClock extends Clock {
  setRate(rate: number): void;
}

/** How soon a sleeper sees another pace. */
const LOOK_MS = 100;

export function createChangingClock(firstRate: number): ChangingClock {
  let rate = firstRate;
  let originMs = Date.now();
  let anchorMs = originMs;
  const nowMs = () => originMs + (Date.now() - anchorMs) * rate;
  return {
    now: () => new Date(nowMs()),
    wallMs: (ms) => ms / rate,
    async sleep(ms, signal) {
      const untilMs = nowMs() + ms;
      signal?.throwIfAborted();
      do {
        await pause(Math.min(Math.max(0, untilMs - nowMs()) / rate, LOOK_MS), signal);
      } while (nowMs() < untilMs);
    },
    setRate(next) {
      originMs = nowMs();
      anchorMs = Date.now();
      rate = next;
    },
  };
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
