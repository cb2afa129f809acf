import { advance, type Transaction } from "../models/incidents.ts";
import { giveBackTurn } from "../models/ledger.ts";
import { HANDOVER } from "../models/plans.ts";
import { inTicks } from "../time.ts";
import { type Model, SOAK } from "../world.ts";

/** Stands for src/remediation/steps/hand-over.ts. */
export function handOver(model: Model, tx: Transaction, index: number): void {
  tx.world = giveBackTurn(tx.world, index);
  advance(model, tx, index, { type: "handed-over", handover: HANDOVER, quietAt: inTicks(SOAK) });
}
