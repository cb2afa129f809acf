import type { Kysely } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Action } from "../../domain/action.ts";
import { objectKey } from "../../domain/object-ref.ts";

const MOST = 50;

/**
 * Who undid the last repair of this kind on the object, in a sentence; null where nobody did, or where a person has allowed one
 * since and it held. Without it the fault that came back would be repaired again, and undone again.
 */
export async function undoneBefore(
  db: Kysely<Tables>,
  action: Pick<Action, "type" | "target"> | undefined,
): Promise<string | null> {
  if (action === undefined) return null;
  const rows = await db
    .selectFrom("attempts")
    .select(["plan", "incident_id"])
    .where("target_key", "=", objectKey(action.target))
    .where("result", "in", ["verified", "kept"])
    .orderBy("started_at", "desc")
    .limit(MOST)
    .execute();
  const newest = rows.find(({ plan }) => plan.actions.some(({ type }) => type === action.type));
  const undoes = newest?.plan.undoes;
  return newest === undefined || undoes === undefined
    ? null
    : `${undoes.by} undid such a repair here (incident ${newest.incident_id}): ${undoes.reason}`;
}
