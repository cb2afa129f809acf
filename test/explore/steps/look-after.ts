import { incidentAt } from "../changes.ts";
import { advance, commit, type Transaction } from "../models/incidents.ts";
import { endAttempt } from "../models/ledger.ts";
import { inTicks, ticksOf } from "../time.ts";
import { isIll, type Model, type ObjectState, SOAK, type Step, type World } from "../world.ts";
import { handOver } from "./hand-over.ts";
import { isOf, lastRepair, lookAtWish } from "./undo.ts";

/** Stands for src/remediation/steps/watch.ts: what becomes of an incident that nobody works on. */
export function lookAfter(model: Model, world: World, worker: number, seen: ObjectState): Step {
  return commit(model, world, {
    worker,
    name: "looks after it",
    work: (tx, index) => {
      const { status, outcome, handover } = incidentAt(tx.world, index);
      if (status === "needs-person" && handover === null) handOver(model, tx, index);
      else if (status === "needs-person") quietOrWait(model, tx, index, { type: "quiet", seen });
      else if (outcome === "fixed" && tx.world.wish !== null && isOf(tx.world.wish, index))
        lookAtWish(model, tx, index, seen);
      else if (outcome === "fixed") watchFix(model, tx, index, seen);
      else quietOrWait(model, tx, index, { type: "watch-ended", seen });
    },
  });
}

function quietOrWait(
  model: Model,
  tx: Transaction,
  index: number,
  { type, seen }: { type: "quiet" | "watch-ended"; seen: ObjectState },
): void {
  const incident = incidentAt(tx.world, index);
  const quietIn = ticksOf(incident.lastSymptomAt) + SOAK;
  const isCalm = !isIll(tx.world, seen) && seen.age >= SOAK;
  if (quietIn <= 0 && isCalm) advance(model, tx, index, { type });
  else
    advance(model, tx, index, { type: "waiting", until: inTicks(Math.max(1, quietIn)), reason: "symptoms" });
}

function watchFix(model: Model, tx: Transaction, index: number, seen: ObjectState): void {
  const { watchUntil, closedAt, lastSymptomAt } = incidentAt(tx.world, index);
  const attempt = lastRepair(tx.world, index);
  const isOver = watchUntil === null || ticksOf(watchUntil) <= 0;
  const hasSymptom = closedAt !== null && lastSymptomAt > closedAt;
  // What was fixed through another one has no repair of its own to watch.
  if (attempt === undefined) {
    if (hasSymptom) advance(model, tx, index, { type: "recurred", reason: "a symptom again" });
    else if (isOver) advance(model, tx, index, { type: "watch-ended" });
    else advance(model, tx, index, { type: "waiting", until: watchUntil, reason: "watched" });
    return;
  }
  const isOurs = seen.uid === attempt.uid && seen.value === attempt.to;
  if (attempt.result === "verified" && isOurs && isIll(tx.world, seen)) {
    endAttempt(tx, attempt, { result: "recurred", seen });
    advance(model, tx, index, { type: "recurred", reason: "the same again" });
    return;
  }
  if (hasSymptom && isIll(tx.world, seen)) {
    advance(model, tx, index, { type: "recurred", reason: "ill again" });
  } else if (isOver) advance(model, tx, index, { type: "watch-ended" });
  else advance(model, tx, index, { type: "waiting", until: watchUntil, reason: "watched" });
}
