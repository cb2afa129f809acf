import type { Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import { changesInFlight, lockFlight } from "../ledger/turns.ts";

/** Why the change must wait: as many as are allowed are applied and not rolled out yet. */
export async function maxChangesInFlight(
  tx: Transaction<Tables>,
  input: { incidentId: string; most: number },
): Promise<string | undefined> {
  await lockFlight(tx);
  const count = await changesInFlight(tx, input.incidentId);
  return count < input.most ? undefined : `${count} changes are rolling out, and ${input.most} is the most`;
}
