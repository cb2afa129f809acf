import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { takeTurn } from "../ledger/turns.ts";

/** Why the change must wait: another incident is at work on the same object. The turn is taken where it is free. */
export async function oneChangeAtATime(
  tx: Transaction<Tables>,
  input: { targetKey: string; incidentId: string; at: Date },
): Promise<string | undefined> {
  const hasTurn = await takeTurn(tx, input.targetKey, input.incidentId, input.at);
  return hasTurn ? undefined : "another incident is changing the same workload; they take turns";
}
