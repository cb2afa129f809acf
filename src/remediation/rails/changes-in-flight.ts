import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { changesInFlight, lockFlight } from "../ledger/turns.ts";

/** Why the change must wait: as many as are allowed are applied and not rolled out yet. */
export async function maxChangesInFlight(
  tx: Transaction<Tables>,
  input: { incidentId: string; most: number },
): Promise<string | undefined> {
  await lockFlight(tx);
  return flightFull(tx, input);
}

/** The same without the lock: whether it is worth while to look at the cluster at all. */
export async function flightFull(
  db: Kysely<Tables>,
  input: { incidentId: string; most: number },
): Promise<string | undefined> {
  const count = await changesInFlight(db, input.incidentId);
  return count < input.most ? undefined : `${count} changes are rolling out, and ${input.most} is the most`;
}
