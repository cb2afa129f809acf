import type { Clock } from "../core/clock.ts";

export interface CircuitBreaker {
  /** Milliseconds until it may be tried again; 0 where it may be now. */
  waitMs(): number;
  succeeded(): void;
  failed(): void;
  /** The server said how long to stay away, or a person has to mend it first. */
  openFor(ms: number): void;
}

const FAILURES_TO_OPEN = 4;
const FIRST_OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 600_000;

/** Opens after failures in a row, each time for twice as long; after that time one call may try, and the rest wait for it. */
export function createCircuitBreaker(clock: Pick<Clock, "now">): CircuitBreaker {
  let failures = 0;
  let openUntilMs = 0;
  let isTrying = false;
  const now = () => clock.now().getTime();
  const open = (ms: number) => {
    openUntilMs = Math.max(openUntilMs, now() + Math.min(ms, LONGEST_OPEN_MS));
  };
  return {
    waitMs() {
      const left = openUntilMs - now();
      if (left > 0) return left;
      if (failures < FAILURES_TO_OPEN) return 0;
      // Half open: this caller tries. Should its end never be told, the next one tries after a while.
      if (isTrying) return 1_000;
      isTrying = true;
      open(FIRST_OPEN_MS);
      return 0;
    },
    succeeded() {
      failures = 0;
      openUntilMs = 0;
      isTrying = false;
    },
    failed() {
      failures += 1;
      isTrying = false;
      if (failures >= FAILURES_TO_OPEN) open(FIRST_OPEN_MS * 2 ** Math.min(10, failures - FAILURES_TO_OPEN));
    },
    openFor(ms) {
      isTrying = false;
      open(ms);
    },
  };
}
