/** Where all time comes from. A sped-up clock serves simulations and tests; leases alone use the database's own. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` of this clock's time, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How many milliseconds of wall time `ms` of this clock's time take. */
  wallMs(ms: number): number;
}

/** `rate` seconds of this clock pass in one wall second, counted from `originMs` at wall time `anchorMs`. */
export interface ClockScale {
  originMs: number;
  anchorMs: number;
  rate: number;
}

export const WALL_SCALE: ClockScale = { originMs: 0, anchorMs: 0, rate: 1 };

/** Processes that are given the same scale agree on the time without talking to each other. */
export function createClock(scale: ClockScale = WALL_SCALE): Clock {
  const wallMs = (ms: number) => ms / scale.rate;
  return {
    now: () => new Date(scale.originMs + (Date.now() - scale.anchorMs) * scale.rate),
    wallMs,
    sleep: (ms, signal) => sleepWall(wallMs(ms), signal),
  };
}

/** Longest delay that setTimeout takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function sleepWall(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(
      () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      },
      Math.min(Math.max(0, ms), MAX_TIMER_MS),
    );
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
