import { incidentAt, withIncident, withWorker } from "../changes.ts";
import { isCurrent } from "../models/incidents.ts";
import type { Phase } from "../phases.ts";
import { isDue } from "../time.ts";
import type { Model, Step, Worker, World } from "../world.ts";
import { arm, begin, notWritten, record, startProof, write } from "./apply.ts";
import { conclude, propose } from "./investigate.ts";
import { lookAfter } from "./look-after.ts";
import { checkReturn, returned, returnOrNot, writeReturn } from "./put-back.ts";
import { review } from "./review.ts";
import { hasSoaked, prove } from "./verify.ts";

/** What each worker may do next: take up an incident that is due, or the next step of its run. */
export function workerSteps(model: Model, world: World): Step[] {
  return world.workers.flatMap((held, worker) =>
    held === null ? claims(world, worker) : [letGo(model, next(model, world, { worker, held }))],
  );
}

/**
 * A due row is enough: jobs may be lost. Nothing here keeps two workers from one incident: the turns of
 * src/dispatch/wake-session.ts spare work, and what must be right rests on the epoch alone.
 */
function claims(world: World, worker: number): Step[] {
  return world.incidents.flatMap((incident, index) => {
    const phase = isDue(incident) ? firstPhase(world, index) : undefined;
    if (phase === undefined) return [];
    const epoch = incident.epoch + 1;
    const claimed = withIncident(world, index, { ...incident, epoch });
    return {
      name: `worker ${worker}: takes incident ${index}, ${incident.status}`,
      world: withWorker(claimed, worker, { incident: index, epoch, phase }),
      facts: [],
    };
  });
}

/** Stands for src/agents/legal-moves.ts, with the first look at the cluster. */
function firstPhase(world: World, index: number): Phase | undefined {
  const seen = world.object;
  const { status, attemptId, watchUntil } = incidentAt(world, index);
  switch (status) {
    case "investigating":
      return { at: "conclude", seen };
    case "awaiting-approval":
      return { at: "review", seen };
    case "applying": {
      const attempt = world.attempts.find(({ id }) => id === attemptId);
      if (attempt === undefined) return { at: "begin", seen };
      return attempt.hasWritten ? { at: "start-proof" } : { at: "arm" };
    }
    case "verifying":
      return { at: "prove", seen, isSoaked: hasSoaked(world.attempts.find(({ id }) => id === attemptId)) };
    case "rolling-back":
      return { at: "return", seen };
    case "needs-person":
      return { at: "look-after", seen };
    case "closed":
      return watchUntil === null ? undefined : { at: "look-after", seen };
  }
}

function next(model: Model, world: World, { worker, held }: { worker: number; held: Worker }): Step {
  const { phase } = held;
  switch (phase.at) {
    case "conclude":
      return conclude(model, world, worker, phase.seen);
    case "plan":
      return propose(model, world, worker, phase.seen);
    case "review":
      return review(model, world, worker, phase.seen);
    case "begin":
      return begin(model, world, worker, phase.seen);
    case "arm":
      return arm(model, world, worker);
    case "armed":
      return write(model, world, worker, phase);
    case "record":
      return record(model, world, worker);
    case "start-proof":
      return startProof(model, world, worker);
    case "not-written":
      return notWritten(model, world, worker);
    case "prove":
      return prove(model, world, worker, phase);
    case "return":
      return returnOrNot(model, world, worker, phase.seen);
    case "armed-return":
      return writeReturn(model, world, worker, phase);
    case "record-return":
      return returned(model, world, worker);
    case "check-return":
      return checkReturn(model, world, worker, phase.seen);
    case "look-after":
      return lookAfter(model, world, worker, phase.seen);
  }
}

const WRITES: readonly Phase["at"][] = ["armed", "armed-return"];

/** Whoever was overtaken and is not right before a write can do nothing more but let go. */
function letGo(model: Model, step: Step): Step {
  return { ...step, world: withoutOvertaken(model, step.world) };
}

export function withoutOvertaken({ guards }: Model, world: World): World {
  if (!guards.fencing) return world;
  const workers = world.workers.map((held, worker) =>
    held !== null && !isCurrent(world, worker) && !WRITES.includes(held.phase.at) ? null : held,
  );
  return { ...world, workers };
}
