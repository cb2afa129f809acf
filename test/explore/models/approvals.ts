import { incidentAt } from "../changes.ts";
import { inTicks } from "../time.ts";
import { EXPIRY, type Model, SOAK, type Step, type World } from "../world.ts";
import { advance, type Transaction } from "./incidents.ts";
import { giveBackTurn } from "./ledger.ts";
import { HANDOVER } from "./plans.ts";

/** Stands for src/remediation/approvals.ts: opened in the transaction that stores the plan. */
export function openApproval(tx: Transaction, incident: number, digest: string): string {
  const number = tx.world.approvals.filter((one) => one.incident === incident).length + 1;
  const id = `${incident}?${number}`;
  const approval = { id, incident, digest, state: "pending" as const, expiresAt: EXPIRY };
  tx.world = { ...tx.world, approvals: [...tx.world.approvals, approval] };
  return id;
}

export function setState(world: World, id: string, state: "approved" | "rejected" | "expired"): World {
  return { ...world, approvals: world.approvals.map((one) => (one.id === id ? { ...one, state } : one)) };
}

/** Stands for src/remediation/decisions.ts and hands-off.ts: a person clicks on whatever question they were ever shown. */
export function personSteps(model: Model, world: World): Step[] {
  return [
    ...world.approvals.flatMap((one) => [
      decide(model, world, one.id, true),
      decide(model, world, one.id, false),
    ]),
    ...world.incidents.map((_, index) => takeOver(model, world, index)),
  ].flatMap((step) => (step === undefined ? [] : [step]));
}

function decide(model: Model, world: World, id: string, isYes: boolean): Step | undefined {
  const approval = world.approvals.find((one) => one.id === id);
  if (approval?.state !== "pending" || approval.expiresAt <= 0) return undefined;
  const incident = incidentAt(world, approval.incident);
  const isCurrent =
    incident.status === "awaiting-approval" &&
    incident.approvalId === id &&
    incident.plan?.digest === approval.digest;
  if (!isCurrent) return undefined;
  const tx: Transaction = { world: setState(world, id, isYes ? "approved" : "rejected"), facts: [] };
  advance(
    model,
    tx,
    approval.incident,
    isYes
      ? { type: "approved", by: "ada" }
      : { type: "rejected", by: "ada", reason: "no", quietAt: inTicks(SOAK) },
  );
  return { name: `a person says ${isYes ? "yes" : "no"} to ${id}`, ...tx, isOutside: true };
}

function takeOver(model: Model, world: World, index: number): Step | undefined {
  const incident = incidentAt(world, index);
  if (!model.takesOver || incident.status === "needs-person") return undefined;
  if (!model.table["taken-over"].from.includes(incident.status)) return undefined;
  const tx: Transaction = { world: giveBackTurn(world, index), facts: [] };
  tx.world = {
    ...tx.world,
    // No effect of a run under way may happen any more.
    incidents: tx.world.incidents.map((one, at) => (at === index ? { ...one, epoch: one.epoch + 1 } : one)),
  };
  advance(model, tx, index, {
    type: "taken-over",
    by: "ada",
    reason: "mine",
    handover: HANDOVER,
    quietAt: inTicks(SOAK),
  });
  return { name: `a person takes incident ${index} over`, ...tx, isOutside: true };
}
