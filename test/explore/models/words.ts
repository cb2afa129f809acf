import { incidentAt, withIncident } from "../changes.ts";
import { toUndo } from "../steps/undo.ts";
import { inTicks, isDue, NOW } from "../time.ts";
import { type Model, PAUSE, type Step, type World } from "../world.ts";
import { advance, type Transaction } from "./incidents.ts";

/** What a person says to the service that is no answer to a question of it; each so often at most. */
export function wordSteps(model: Model, world: World): Step[] {
  const ofIncidents = world.incidents.flatMap((_, index) => [
    pause(model, world, index),
    wishUndone(model, world, index),
  ]);
  return [stop(world), resume(world), ...ofIncidents].flatMap((step) => (step === undefined ? [] : [step]));
}

/** Stands for src/remediation/stop/stop-rows.ts. */
function stop(world: World): Step | undefined {
  const left = { ...world.left, stops: world.left.stops - 1 };
  if (world.isStopped || left.stops < 0) return undefined;
  return {
    name: "a person stops all changes",
    world: { ...world, isStopped: true, left },
    facts: [],
    isOutside: true,
  };
}

/** Every stop is lifted some day, and what waited for that is looked at. */
function resume(world: World): Step | undefined {
  if (!world.isStopped) return undefined;
  const incidents = world.incidents.map((one) => {
    const waits = one.status === "investigating" || one.status === "applying";
    return waits && !isDue(one) ? { ...one, dueAt: NOW } : one;
  });
  return { name: "a person lifts the stop", world: { ...world, isStopped: false, incidents }, facts: [] };
}

/** Stands for decidePause of src/remediation/hands-off.ts. */
function pause(model: Model, world: World, index: number): Step | undefined {
  const incident = incidentAt(world, index);
  const left = { ...world.left, pauses: world.left.pauses - 1 };
  if (left.pauses < 0 || !model.table.paused.from.includes(incident.status)) return undefined;
  const isOvertaken = incident.status === "investigating" || incident.status === "awaiting-approval";
  const overtaken = { ...incident, epoch: incident.epoch + (isOvertaken ? 1 : 0) };
  const tx: Transaction = {
    world: { ...withIncident(world, index, overtaken), pausedFor: PAUSE, left },
    facts: [],
  };
  advance(model, tx, index, { type: "paused", by: "ada", reason: "not today", until: inTicks(PAUSE) });
  return { name: `a person pauses the object of incident ${index}`, ...tx, isOutside: true };
}

/** Stands for src/remediation/undo/decide-undo.ts: written down, and looked at next. */
function wishUndone(model: Model, world: World, index: number): Step | undefined {
  const attempt = toUndo(world, index);
  const left = { ...world.left, undos: world.left.undos - 1 };
  if (attempt === undefined || world.wish !== null || left.undos < 0) return undefined;
  const tx: Transaction = { world: { ...world, wish: attempt.id, left }, facts: [] };
  advance(model, tx, index, { type: "undo-asked", by: "ada", reason: "no" });
  return { name: `a person wants ${attempt.id} undone`, ...tx, isOutside: true };
}
