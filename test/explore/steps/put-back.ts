import { attemptById, inPhase, withAttempt } from "../changes.ts";
import { advance, commit, putOff, type Transaction } from "../models/incidents.ts";
import { currentAttempt, endAttempt, recordWrite } from "../models/ledger.ts";
import { putBack } from "../models/object.ts";
import { HANDOVER } from "../models/plans.ts";
import type { Phase } from "../phases.ts";
import { inTicks } from "../time.ts";
import { type Attempt, type Model, type ObjectState, SOAK, type Step, type World } from "../world.ts";
import { goesOn } from "./apply.ts";

/** Stands for src/remediation/steps/put-back.ts: what is to be done with what was read. */
export function returnOrNot(model: Model, world: World, worker: number, seen: ObjectState): Step {
  let next: Phase | undefined;
  const step = commit(model, world, {
    worker,
    name: "sees how it can be put back",
    work: (tx, index) => {
      const attempt = currentAttempt(tx.world, index);
      const isGone = seen.uid !== attempt.uid;
      const isBack = seen.value === attempt.preImage;
      const isOurs = seen.value === attempt.to || !model.guards.returnTestsValue;
      if (isGone || (!attempt.hasReturned && !isBack && !isOurs)) failReturn(model, tx, attempt, seen);
      else if (attempt.hasReturned || isBack) {
        next = { at: "check-return", seen };
        if (isBack && attempt.hasBegunReturn && !attempt.hasReturned) recordReturn(tx, attempt);
      } else if (model.guards.stopHoldsAttempts && tx.world.isStopped) {
        failReturn(model, tx, attempt, seen);
      } else {
        next = { at: "armed-return", seen, attempt: attempt.id };
        tx.world = withAttempt(tx.world, attempt.id, { hasBegunReturn: true });
      }
    },
  });
  return next === undefined ? step : goesOn(world, step, worker, next);
}

export function writeReturn(
  model: Model,
  world: World,
  worker: number,
  { seen, attempt: id }: { seen: ObjectState; attempt: string },
): Step {
  const attempt = attemptById(world, id);
  if (model.guards.stopHoldsWrites && world.isStopped)
    return {
      name: `worker ${worker}: is stopped before the return`,
      world: putOff(world, worker),
      facts: [],
    };
  const isAdmitted = !model.guards.admission || attempt.result === null;
  const object = isAdmitted ? putBack({ object: world.object, seen, attempt }, model.guards) : undefined;
  const name = `worker ${worker}: puts ${attempt.id} back`;
  if (object === undefined)
    return { name: `${name} in vain`, world: lookAgain(model, world, worker), facts: [] };
  const after = { ...withAttempt(world, attempt.id, { returns: attempt.returns + 1 }), object };
  return {
    name,
    world: inPhase(after, worker, { at: "record-return" }),
    facts: [{ kind: "return", attempt: { ...attempt, returns: attempt.returns + 1 }, before: world.object }],
  };
}

const lookAgain = (model: Model, world: World, worker: number): World =>
  commit(model, world, {
    worker,
    name: "the return waits",
    work: (tx, index) =>
      advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "conflict" }),
  }).world;

export function returned(model: Model, world: World, worker: number): Step {
  const step = commit(model, world, {
    worker,
    name: "records the return",
    work: (tx, index) => recordReturn(tx, currentAttempt(tx.world, index)),
  });
  return step.name.endsWith(")")
    ? step
    : goesOn(world, step, worker, { at: "check-return", seen: world.object });
}

function recordReturn(tx: Transaction, attempt: Attempt): void {
  const recorded = withAttempt(tx.world, attempt.id, { hasReturned: true });
  tx.world = recordWrite(recorded, { before: attempt.to, after: attempt.preImage, counts: false });
}

export function checkReturn(model: Model, world: World, worker: number, seen: ObjectState): Step {
  return commit(model, world, {
    worker,
    name: "checks the return",
    work: (tx, index) => {
      const attempt = currentAttempt(tx.world, index);
      if (seen.uid !== attempt.uid || seen.value !== attempt.preImage) {
        failReturn(model, tx, attempt, seen);
        return;
      }
      endAttempt(tx, attempt, { result: "rolled-back", seen });
      advance(model, tx, index, { type: "returned", reason: "it is back" });
    },
  });
}

function failReturn(model: Model, tx: Transaction, attempt: Attempt, seen: ObjectState): void {
  endAttempt(tx, attempt, { result: "rollback-failed", seen });
  advance(model, tx, attempt.incident, {
    type: "return-failed",
    reason: "somebody else",
    handover: HANDOVER,
    quietAt: inTicks(SOAK),
  });
}
