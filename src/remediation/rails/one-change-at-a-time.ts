import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Hold } from "../../domain/breaker.ts";
import { giveBackTurns, isTurnTaken, takeTurn } from "../ledger/turns.ts";

interface Turns {
  /** Each object that the change touches, and each failure domain that it would strike. */
  keys: readonly string[];
  incidentId: string;
}

/** How long a change waits before it asks again for its turn. */
const TURN_SECONDS = 5;

/** What the keys of failure domains begin with; others are objects. */
export const DOMAIN_PREFIX = "domain:";

/** Why the change must wait: another incident is at work on one of its objects. The turns are taken where all are free. */
export async function oneChangeAtATime(
  tx: Transaction<Tables>,
  { keys, incidentId, at }: Turns & { at: Date },
): Promise<Hold | undefined> {
  // In one order for all, so that no two wait for each other's rows.
  for (const key of keys.toSorted()) {
    if (await takeTurn(tx, key, incidentId, at)) continue;
    // Who waits for one object keeps no other one from others.
    await giveBackTurns(tx, incidentId);
    return waitFor(key);
  }
  return undefined;
}

/** The same without taking a turn: whether it is worth while to look at the cluster at all. */
export async function turnTaken(db: Kysely<Tables>, { keys, incidentId }: Turns): Promise<Hold | undefined> {
  for (const key of keys) if (await isTurnTaken(db, key, incidentId)) return waitFor(key);
  return undefined;
}

function waitFor(key: string): Hold {
  if (!key.startsWith(DOMAIN_PREFIX))
    return {
      rule: "turn",
      reason: "another incident is changing the same workload; they take turns",
      seconds: TURN_SECONDS,
    };
  const [, kind, namespace, name] = key.slice(DOMAIN_PREFIX.length).split("/");
  const what = `${kind} ${namespace === "" ? "" : `${namespace}/`}${name}`;
  return {
    rule: "failure-domain",
    reason: `another change is under way behind ${what}; what stands in for each other is changed one after the other`,
    seconds: TURN_SECONDS,
  };
}
