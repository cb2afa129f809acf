/** The kubelet's delay between restarts of one container: 10 s, doubled up to 300 s, forgotten after a run of 10 min. */
export interface BackOff {
  /** Milliseconds that the container must wait since it ended, or undefined where it may start at once. */
  remainingMs(endedAtMs: number, nowMs: number): number | undefined;
  delayMs(): number;
  started(endedAtMs: number, nowMs: number): void;
}

const FIRST_MS = 10_000;
const MAX_MS = 300_000;

/** Source: flowcontrol.Backoff of client-go, which forgets an entry that is older than twice its longest delay. */
export function createBackOff(): BackOff {
  let delayMs = 0;
  let updatedAtMs = 0;
  const isForgotten = (atMs: number) => delayMs === 0 || atMs - updatedAtMs > 2 * MAX_MS;
  return {
    delayMs: () => delayMs,
    remainingMs(endedAtMs, nowMs) {
      if (isForgotten(endedAtMs)) return undefined;
      const left = endedAtMs + delayMs - nowMs;
      return left > 0 ? left : undefined;
    },
    started(endedAtMs, nowMs) {
      delayMs = isForgotten(endedAtMs) ? FIRST_MS : Math.min(MAX_MS, delayMs * 2);
      updatedAtMs = nowMs;
    },
  };
}
