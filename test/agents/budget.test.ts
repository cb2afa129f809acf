import { expect, it } from "vitest";
import { isOverBudget } from "../../src/agents/budget.ts";
import { createClock } from "../../src/core/clock.ts";

const BUDGET = { maxSteps: 24, maxSeconds: 300 };
const ago = (clock: { now(): Date }, seconds: number) =>
  new Date(clock.now().getTime() - seconds * 1000).toISOString();

it.each([
  { rate: 1, steps: 0, seconds: 290, isOver: false },
  { rate: 1, steps: 0, seconds: 310, isOver: true },
  { rate: 40, steps: 0, seconds: 310, isOver: false },
  { rate: 1, steps: 24, seconds: 0, isOver: true },
])(
  "a run of $steps steps and $seconds s at rate $rate is over its budget: $isOver",
  ({ rate, steps, seconds, isOver }) => {
    const clock = createClock({ originMs: Date.now(), anchorMs: Date.now(), rate });
    expect(isOverBudget(BUDGET, { steps, since: ago(clock, seconds) }, clock)).toBe(isOver);
  },
);
