import type { AttemptResult } from "../../../src/domain/attempt.ts";
import { attemptOf, incidentAt, withAttempt } from "../changes.ts";
import { type Attempt, MAX_CHANGES, type Model, type ObjectState, type World } from "../world.ts";
import type { Transaction } from "./incidents.ts";
import { changeOf } from "./plans.ts";

/** Stands for src/remediation/ledger/: attempts, turns, and how often a field was changed since its last foreign value. */
export function changesSince({ ledger }: World, live: number): number {
  if (ledger === null) return 0;
  return live === ledger.ours || live === ledger.foreign ? ledger.changes : 0;
}

export function recordWrite(
  world: World,
  { before, after, counts }: { before: number; after: number; counts: boolean },
): World {
  const changes = changesSince(world, before);
  const isKnown = world.ledger !== null && (before === world.ledger.ours || before === world.ledger.foreign);
  const foreign = isKnown && world.ledger !== null ? world.ledger.foreign : before;
  return { ...world, ledger: { foreign, ours: after, changes: changes + (counts ? 1 : 0) } };
}

const FAILED: readonly (AttemptResult | null)[] = ["recurred", "rolled-back", "rollback-failed", "kept"];

/** Stands for src/remediation/steps/propose.ts: why nothing more is tried. */
export function isSpent({ guards }: Model, world: World, given: { incident: number; live: number }): boolean {
  if (!guards.maxChanges) return false;
  const own = world.attempts.filter(({ incident }) => incident === given.incident);
  const failed = own.filter(({ result }) => FAILED.includes(result)).length;
  const superseded = own.filter(({ result }) => result === "superseded").length;
  return (
    failed >= MAX_CHANGES || superseded >= MAX_CHANGES + 1 || changesSince(world, given.live) >= MAX_CHANGES
  );
}

export function insertAttempt(world: World, incident: number, seen: ObjectState): [World, string] {
  const { plan, approvalId } = incidentAt(world, incident);
  if (plan === null) throw new Error("there is no plan to attempt");
  const number = world.attempts.filter((one) => one.incident === incident).length + 1;
  const attempt: Attempt = {
    id: `${incident}.${number}`,
    incident,
    digest: plan.digest,
    ...changeOf(plan),
    preImage: seen.value,
    approvalId,
    undoes: plan.undoes?.attemptId ?? null,
    hasWritten: false,
    hasBegunReturn: false,
    hasReturned: false,
    rolledOutAt: null,
    result: null,
    writes: 0,
    returns: 0,
  };
  return [{ ...world, attempts: [...world.attempts, attempt] }, attempt.id];
}

/** The end of an attempt and of its incident's turn. */
export function endAttempt(
  tx: Transaction,
  attempt: Attempt,
  given: { result: AttemptResult; seen: ObjectState | null },
): void {
  tx.facts.push({ kind: "ended", attempt, ...given });
  tx.world = giveBackTurn(withAttempt(tx.world, attempt.id, { result: given.result }), attempt.incident);
}

export const giveBackTurn = (world: World, incident: number): World =>
  world.turn === incident ? { ...world, turn: null } : world;

export function currentAttempt(world: World, incident: number): Attempt {
  const attempt = attemptOf(world, incident);
  if (attempt === undefined) throw new Error(`incident ${incident} has no attempt`);
  return attempt;
}
