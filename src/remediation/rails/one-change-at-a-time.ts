import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { isTurnTaken, takeTurn } from "../ledger/turns.ts";

/** Why the change must wait: another incident is at work on the same object. The turn is taken where it is free. */
export async function oneChangeAtATime(
  tx: Transaction<Tables>,
  input: { targetKey: string; incidentId: string; at: Date },
): Promise<string | undefined> {
  const hasTurn = await takeTurn(tx, input.targetKey, input.incidentId, input.at);
  return hasTurn ? undefined : WAIT;
}

/** The same without taking the turn: whether it is worth while to look at the cluster at all. */
export async function turnTaken(
  db: Kysely<Tables>,
  input: { targetKey: string; incidentId: string },
): Promise<string | undefined> {
  return (await isTurnTaken(db, input.targetKey, input.incidentId)) ? WAIT : undefined;
}

const WAIT = "another incident is changing the same workload; they take turns";
