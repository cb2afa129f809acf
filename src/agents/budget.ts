import type { Clock } from "../core/clock.ts";

/** Bounds of one run. A run is short: it goes as far as it can and ends at each wait. */
export interface RunBudget {
  maxSteps: number;
  maxSeconds: number;
}

export const DEFAULT_RUN_BUDGET: RunBudget = { maxSteps: 24, maxSeconds: 300 };

/** The time is the worker's own, in wall seconds: work takes no less of it where a clock is sped up. */
export function isOverBudget(
  budget: RunBudget,
  run: { steps: number; since: string },
  clock: Pick<Clock, "now" | "wallMs">,
): boolean {
  const wallSeconds = clock.wallMs(clock.now().getTime() - Date.parse(run.since)) / 1000;
  return run.steps >= budget.maxSteps || wallSeconds > budget.maxSeconds;
}
