import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { giveBackTurns, isTurnTaken, takeTurn } from "../ledger/turns.ts";

interface Turns {
  /** Each object that the change touches. */
  targetKeys: readonly string[];
  incidentId: string;
}

/** Why the change must wait: another incident is at work on one of its objects. The turns are taken where all are free. */
export async function oneChangeAtATime(
  tx: Transaction<Tables>,
  { targetKeys, incidentId, at }: Turns & { at: Date },
): Promise<string | undefined> {
  // In one order for all, so that no two wait for each other's rows.
  for (const targetKey of targetKeys.toSorted()) {
    if (await takeTurn(tx, targetKey, incidentId, at)) continue;
    // Who waits for one object keeps no other one from others.
    await giveBackTurns(tx, incidentId);
    return WAIT;
  }
  return undefined;
}

/** The same without taking a turn: whether it is worth while to look at the cluster at all. */
export async function turnTaken(
  db: Kysely<Tables>,
  { targetKeys, incidentId }: Turns,
): Promise<string | undefined> {
  for (const targetKey of targetKeys) if (await isTurnTaken(db, targetKey, incidentId)) return WAIT;
  return undefined;
}

const WAIT = "another incident is changing the same workload; they take turns";
