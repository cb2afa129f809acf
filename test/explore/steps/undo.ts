import type { Verdict } from "../../../src/domain/verdict.ts";
import { incidentAt } from "../changes.ts";
import { openApproval } from "../models/approvals.ts";
import { advance, type Transaction } from "../models/incidents.ts";
import { undoOf, verdictOf } from "../models/plans.ts";
import { inTicks } from "../time.ts";
import { type Attempt, EXPIRY, type Model, type ObjectState, type World } from "../world.ts";

export const isOf = (attemptId: string, incident: number): boolean => attemptId.startsWith(`${incident}.`);

/** Stands for lastAttempt of src/remediation/steps/run-context.ts. */
export const lastRepair = ({ attempts }: World, incident: number): Attempt | undefined =>
  attempts.findLast((one) => one.incident === incident && one.undoes === null);

/** Stands for toUndo of src/remediation/undo/ask-undo.ts. */
export function toUndo(world: World, index: number): Attempt | undefined {
  const { status, outcome } = incidentAt(world, index);
  const own = world.attempts.filter(({ incident }) => incident === index);
  if (own.some(({ undoes, result }) => undoes !== null && result === "verified")) return undefined;
  const last = lastRepair(world, index);
  return status === "closed" && outcome === "fixed" && last?.result === "verified" ? last : undefined;
}

/** Stands for src/remediation/undo/look-at-wish.ts: a plan to undo the fix, or the reason why there is none. */
export function lookAtWish(model: Model, tx: Transaction, index: number, seen: ObjectState): void {
  const { world } = tx;
  const attempt = toUndo(world, index);
  const verdict = model.guards.judgesUndo ? verdictOf(world, model.guards) : "auto";
  tx.world = { ...world, wish: null };
  if (attempt === undefined || !mayBePlanned(verdict) || isHeld(world, { index, attempt, seen })) {
    advance(model, tx, index, { type: "undo-refused", reason: "it cannot be" });
    return;
  }
  const plan = undoOf(attempt, verdict);
  if (verdict === "auto") {
    advance(model, tx, index, { type: "undo-planned", plan, approvalId: null, expiresAt: null });
    return;
  }
  const approvalId = openApproval(tx, index, plan.digest);
  advance(model, tx, index, { type: "undo-planned", plan, approvalId, expiresAt: inTicks(EXPIRY) });
  advance(model, tx, index, { type: "waiting", until: inTicks(1), reason: "a person" });
}

const mayBePlanned = (verdict: Verdict["verdict"] | "observe"): verdict is "auto" | "approve" =>
  verdict === "auto" || verdict === "approve";

/** A person's word, another incident of the object, or another value than the one that held. */
function isHeld(
  world: World,
  { index, attempt, seen }: { index: number; attempt: Attempt; seen: ObjectState },
): boolean {
  const others = world.incidents.filter(({ status }, at) => at !== index && status !== "closed");
  const isBusy = world.turn !== null && world.turn !== index;
  const isOurs = seen.uid === attempt.uid && seen.value === attempt.to;
  return world.isStopped || world.pausedFor > 0 || isBusy || others.length > 0 || !isOurs;
}
