/** Bounds of one run. A run is short: it goes as far as it can and ends at each wait. */
export interface RunBudget {
  maxSteps: number;
  maxSeconds: number;
}

export const DEFAULT_RUN_BUDGET: RunBudget = { maxSteps: 24, maxSeconds: 300 };

/** Steps count over crashes; time counts since this process took the run, for what it was away is not the run's to answer for. */
export function isOverBudget(
  budget: RunBudget,
  run: { steps: number; takenAt: string },
  now: Date,
): boolean {
  const seconds = (now.getTime() - Date.parse(run.takenAt)) / 1000;
  return run.steps >= budget.maxSteps || seconds > budget.maxSeconds;
}
