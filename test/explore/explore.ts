import { violationOf } from "./invariants.ts";
import { keyOf } from "./key.ts";
import { personSteps } from "./models/approvals.ts";
import { correlationSteps, deliverySteps } from "./models/signals.ts";
import { wordSteps } from "./models/words.ts";
import { outsideSteps } from "./outside.ts";
import { isSettled, settledAs } from "./settled.ts";
import { withoutOvertaken, workerSteps } from "./steps/worker.ts";
import { type Explored, walk } from "./walk.ts";
import type { Model, Step, World } from "./world.ts";

/** Every order of what may happen to the incidents of one object. */
export function explore(model: Model, start: World, bound: { mostStates: number }): Explored {
  const stepsFrom = (world: World) =>
    allSteps(model, world).map((step) => ({ ...step, world: withoutOvertaken(model, step.world) }));
  return walk({ keyOf, stepsFrom, violationOf, isSettled, settledAs }, start, bound);
}

function allSteps(model: Model, world: World): Step[] {
  return [
    ...workerSteps(model, world),
    ...correlationSteps(model, world),
    ...deliverySteps(model, world),
    ...personSteps(model, world),
    ...wordSteps(model, world),
    ...outsideSteps(model, world),
  ];
}
