import { incidentAt, inPhase, withAttempt } from "../changes.ts";
import { openApproval } from "../models/approvals.ts";
import { takeCause } from "../models/identity.ts";
import { advance, commit, type Transaction } from "../models/incidents.ts";
import { isSpent, recordWrite } from "../models/ledger.ts";
import { isApplied } from "../models/object.ts";
import { findingOf, planOf, SUBJECT, verdictOf } from "../models/plans.ts";
import { inTicks } from "../time.ts";
import { EXPIRY, isIll, type Model, type ObjectState, SOAK, type Step, type World } from "../world.ts";
import { handOver } from "./hand-over.ts";
import { closeThroughRoot, pointToRoot } from "./links.ts";

/** Stands for src/agents/nodes/researcher.ts: what follows from what was read. */
export function conclude(model: Model, world: World, worker: number, seen: ObjectState): Step {
  const isWell = !isIll(world, seen);
  const step = commit(model, world, {
    worker,
    name: isWell ? "it is well" : "it is ill",
    work: (tx, index) => {
      const isElsewhere = incidentAt(tx.world, index).subject.uid !== SUBJECT.uid;
      if (isElsewhere && isWell) closeThroughRoot(model, tx, index);
      else if (isElsewhere && model.guards.symptomPlansNothing) pointToRoot(model, tx, index);
      else if (isWell) advance(model, tx, index, { type: "self-resolved", reason: "well" });
      else
        takeCause(
          model,
          tx,
          index,
          findingOf(world.nature, { index, wasDiagnosed: incidentAt(tx.world, index).finding !== null }),
        );
    },
  });
  const held = world.workers[worker];
  if (!held || isWell) return step;
  const after = incidentAt(step.world, held.incident);
  const isElsewhere = after.subject.uid !== SUBJECT.uid && model.guards.symptomPlansNothing;
  const goesOn =
    !isElsewhere && after.status === "investigating" && after.finding !== null && after.epoch === held.epoch;
  if (!goesOn || step.name.endsWith(")")) return step;
  const workers = step.world.workers.map((one, at) => (at === worker ? held : one));
  return { ...step, world: inPhase({ ...step.world, workers }, worker, { at: "plan", seen: world.object }) };
}

/** Stands for src/remediation/steps/propose.ts. */
export function propose(model: Model, world: World, worker: number, seen: ObjectState): Step {
  return commit(model, world, {
    worker,
    name: "plans",
    work: (tx, index) => {
      if (model.guards.countsLateWrites) countLateWrite(tx, index, seen);
      if (waits(model, tx, index)) return;
      const spent = isSpent(model, tx.world, { incident: index, live: seen.value });
      const verdict = verdictOf(tx.world, model.guards);
      if (spent || verdict === "deny") handOver(model, tx, index);
      else plan(model, tx, index, { seen, verdict });
    },
  });
}

/** Stands for src/remediation/steps/count-late-write.ts. */
function countLateWrite(tx: Transaction, index: number, seen: ObjectState): void {
  const late = tx.world.attempts.findLast(
    ({ incident, result, hasWritten, id, uid, to }) =>
      incident === index && result === "superseded" && !hasWritten && isApplied(seen, { id, uid, to }),
  );
  if (late === undefined) return;
  tx.world = recordWrite(withAttempt(tx.world, late.id, { hasWritten: true }), {
    ...{ before: late.preImage, after: late.to, counts: late.undoes === null },
  });
}

/** Stands for src/remediation/steps/not-yet.ts: what a person stopped or paused is planned afterwards. */
function waits(model: Model, tx: Transaction, index: number): boolean {
  const { isStopped, pausedFor } = tx.world;
  if (!isStopped && pausedFor <= 0) return false;
  const until = inTicks(isStopped ? 1 : pausedFor);
  advance(model, tx, index, { type: "waiting", until, reason: "a person's word" });
  return true;
}

function plan(
  model: Model,
  tx: Transaction,
  index: number,
  { seen, verdict }: { seen: ObjectState; verdict: "auto" | "approve" | "observe" },
): void {
  const change = { uid: seen.uid, from: seen.value, to: seen.value + 1 };
  if (verdict === "observe") {
    advance(model, tx, index, { type: "observed", plan: planOf(change, "auto"), judgeAt: inTicks(SOAK) });
    return;
  }
  const sealed = planOf(change, verdict);
  if (verdict === "auto") {
    advance(model, tx, index, { type: "planned", plan: sealed, approvalId: null, expiresAt: null });
    return;
  }
  const approvalId = openApproval(tx, index, sealed.digest);
  advance(model, tx, index, { type: "planned", plan: sealed, approvalId, expiresAt: inTicks(EXPIRY) });
  advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "a person" });
}
