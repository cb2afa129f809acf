/** Bounds of one run. A run is short: it goes as far as it can and ends at each wait. */
export interface RunBudget {
  maxSteps: number;
  maxSeconds: number;
}

export const DEFAULT_RUN_BUDGET: RunBudget = { maxSteps: 24, maxSeconds: 300 };

/** Wall time is judged by the service's clock, stretched by its rate. */
export function isOverBudget(
  budget: RunBudget,
  run: { steps: number; startedAt: string },
  now: Date,
): boolean {
  const seconds = (now.getTime() - Date.parse(run.startedAt)) / 1000;
  return run.steps >= budget.maxSteps || seconds > budget.maxSeconds;
}
