import { attemptById, incidentAt, inPhase, withAttempt, withWorker } from "../changes.ts";
import { advance, commit, isCurrent, putOff } from "../models/incidents.ts";
import { currentAttempt, endAttempt, insertAttempt, recordWrite } from "../models/ledger.ts";
import { fits, isApplied, patched } from "../models/object.ts";
import { changeOf } from "../models/plans.ts";
import { inTicks } from "../time.ts";
import type { Model, ObjectState, Step, World } from "../world.ts";

/** Stands for src/remediation/steps/begin-attempt.ts: the row is committed before anything is written. */
export function begin(model: Model, world: World, worker: number, seen: ObjectState): Step {
  let hasBegun = false;
  const step = commit(model, world, {
    worker,
    name: "begins an attempt",
    work: (tx, index) => {
      const { plan } = incidentAt(tx.world, index);
      if (model.guards.stopHoldsAttempts && tx.world.isStopped) {
        advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "all is stopped" });
        return;
      }
      if (model.guards.pauseHolds && tx.world.pausedFor > 0) {
        advance(model, tx, index, { type: "not-applied", reason: "it is paused" });
        return;
      }
      if (plan === null || !fits(seen, changeOf(plan))) {
        advance(model, tx, index, { type: "not-applied", reason: "it does not fit" });
        return;
      }
      const { turn } = tx.world;
      if (model.guards.turns && turn !== null && turn !== index) {
        advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "its turn" });
        return;
      }
      const [world, id] = insertAttempt({ ...tx.world, turn: index }, index, seen);
      tx.world = world;
      tx.facts.push({ kind: "begun", attempt: attemptById(world, id) });
      advance(model, tx, index, { type: "attempt-begun", attemptId: id });
      hasBegun = true;
    },
  });
  return hasBegun ? goesOn(world, step, worker, { at: "arm" }) : step;
}

/** Stands for the first half of src/remediation/steps/write-patch.ts: looks, tries, and asks whether it still has the claim. */
export function arm(model: Model, world: World, worker: number): Step {
  const { object } = world;
  const name = `worker ${worker}: looks before it writes`;
  if (model.guards.fencing && !isCurrent(world, worker))
    return { name, world: withWorker(world, worker, null), facts: [] };
  const attempt = currentAttempt(world, world.workers[worker]?.incident ?? -1);
  if (model.guards.seesOwnWrite && isApplied(object, attempt))
    return { name, world: inPhase(world, worker, { at: "record", seen: object }), facts: [] };
  // Stands for src/remediation/steps/hands-off-now.ts.
  const { stopHoldsAttempts, pauseHolds } = model.guards;
  const isHeld = (stopHoldsAttempts && world.isStopped) || (pauseHolds && world.pausedFor > 0);
  if (isHeld || !fits(object, attempt))
    return { name, world: inPhase(world, worker, { at: "not-written" }), facts: [] };
  const armed = { at: "armed", seen: object, attempt: attempt.id } as const;
  return { name, world: inPhase(world, worker, armed), facts: [{ kind: "armed", attempt }] };
}

/** The patch reaches the API server, whoever has the claim by now. */
export function write(
  model: Model,
  world: World,
  worker: number,
  { seen, attempt: id }: { seen: ObjectState; attempt: string },
): Step {
  const attempt = attemptById(world, id);
  if (model.guards.stopHoldsWrites && world.isStopped)
    return { name: `worker ${worker}: is stopped before it writes`, world: putOff(world, worker), facts: [] };
  const isAdmitted = !model.guards.admission || attempt.result === null;
  const object = isAdmitted ? patched({ object: world.object, seen, attempt }, model.guards) : undefined;
  const name = `worker ${worker}: patches for ${attempt.id}`;
  if (object !== undefined) {
    const after = withAttempt(world, attempt.id, { writes: attempt.writes + 1 });
    const streak = world.streak + (attempt.undoes === null ? 1 : 0);
    return {
      name,
      world: inPhase({ ...after, object, streak }, worker, { at: "record", seen: object }),
      facts: [{ kind: "write", attempt: { ...attempt, writes: attempt.writes + 1 }, before: world.object }],
    };
  }
  const next = isApplied(world.object, attempt)
    ? ({ at: "record", seen: world.object } as const)
    : ({ at: "not-written" } as const);
  return { name: `${name} in vain`, world: inPhase(world, worker, next), facts: [] };
}

/** Stands for recordPatch of src/remediation/steps/apply.ts. */
export function record(model: Model, world: World, worker: number): Step {
  const step = commit(model, world, {
    worker,
    name: "records the write",
    work: (tx, index) => {
      const attempt = currentAttempt(tx.world, index);
      const recorded = withAttempt(tx.world, attempt.id, { hasWritten: true });
      tx.world = recordWrite(recorded, {
        before: attempt.preImage,
        after: attempt.to,
        counts: attempt.undoes === null,
      });
    },
  });
  return step.name.endsWith(")") ? step : goesOn(world, step, worker, { at: "start-proof" });
}

export function startProof(model: Model, world: World, worker: number): Step {
  return commit(model, world, {
    worker,
    name: "begins to prove",
    work: (tx, index) => {
      tx.facts.push({ kind: "told", attempt: currentAttempt(tx.world, index) });
      advance(model, tx, index, { type: "applied", checkAt: inTicks(0) });
    },
  });
}

export function notWritten(model: Model, world: World, worker: number): Step {
  return commit(model, world, {
    worker,
    name: "gives the attempt up",
    work: (tx, index) => {
      endAttempt(tx, currentAttempt(tx.world, index), { result: "superseded", seen: null });
      advance(model, tx, index, { type: "not-applied", reason: "conflict" });
    },
  });
}

/** The same run's next instant. */
export function goesOn(
  before: World,
  step: Step,
  worker: number,
  phase: Parameters<typeof inPhase>[2],
): Step {
  const held = before.workers[worker];
  return held ? { ...step, world: inPhase(withWorker(step.world, worker, held), worker, phase) } : step;
}
