import { withAttempt } from "../changes.ts";
import { advance, commit, type Transaction } from "../models/incidents.ts";
import { currentAttempt, endAttempt } from "../models/ledger.ts";
import { inTicks } from "../time.ts";
import {
  type Attempt,
  isIll,
  type Model,
  type ObjectState,
  SOAK,
  type Step,
  WATCH,
  type World,
} from "../world.ts";

/** Stands for src/remediation/steps/verify.ts and verify/prove.ts. */
export function prove(
  model: Model,
  world: World,
  worker: number,
  { seen, isSoaked }: { seen: ObjectState; isSoaked: boolean },
): Step {
  return commit(model, world, {
    worker,
    name: "proves",
    work: (tx, index) => {
      const attempt = currentAttempt(tx.world, index);
      if (attempt.undoes !== null) endUndo(model, tx, attempt, seen);
      else if (seen.uid !== attempt.uid || seen.value !== attempt.to) {
        endAttempt(tx, attempt, { result: "superseded", seen });
        advance(model, tx, index, { type: "superseded", reason: "somebody else" });
      } else if (isIll(world, seen)) fail(model, tx, { attempt, seen, next: world.nature.onFailure });
      else if (model.guards.soak && !isSoaked) wait(model, tx, attempt);
      else hold(model, tx, attempt, seen);
    },
  });
}

/** Stands for src/remediation/undo/verify-undo.ts: as ill as it was, so that nothing is to be proven but that it stands. */
function endUndo(model: Model, tx: Transaction, attempt: Attempt, seen: ObjectState): void {
  const stands = seen.uid === attempt.uid && seen.value === attempt.to;
  endAttempt(tx, attempt, { result: stands ? "verified" : "superseded", seen });
  advance(model, tx, attempt.incident, { type: "undone", reason: "undone", quietAt: inTicks(SOAK) });
}

export const hasSoaked = (attempt: Attempt | undefined): boolean =>
  attempt != null && attempt.rolledOutAt !== null && attempt.rolledOutAt <= -SOAK;

function wait(model: Model, tx: Transaction, attempt: Attempt): void {
  tx.world = withAttempt(tx.world, attempt.id, { rolledOutAt: attempt.rolledOutAt ?? 0 });
  advance(model, tx, attempt.incident, { type: "waiting", until: inTicks(SOAK), reason: "the soak" });
}

function hold(model: Model, tx: Transaction, attempt: Attempt, seen: ObjectState): void {
  endAttempt(tx, attempt, { result: "verified", seen });
  advance(model, tx, attempt.incident, { type: "held", reason: "it holds", watchUntil: inTicks(WATCH) });
}

function fail(
  model: Model,
  tx: Transaction,
  { attempt, seen, next }: { attempt: Attempt; seen: ObjectState; next: "return" | "keep" },
): void {
  if (next === "keep") endAttempt(tx, attempt, { result: "kept", seen });
  advance(model, tx, attempt.incident, { type: "failed", reason: "it fails", next });
}
