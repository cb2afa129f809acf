import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";

export interface FieldKey {
  cluster: string;
  targetKey: string;
  path: string;
}

/** What the ledger knows of one field of one target, whatever the incident was. */
export interface FieldRecord {
  /** The last value that we did not write: bounds count from it. */
  foreignValue: string;
  /** Our changes since then. */
  changes: number;
}

/** As the ledger stands when the field holds `liveValue`: a value that is not ours starts the count anew. */
export async function readField(db: Kysely<Tables>, key: FieldKey, liveValue: string): Promise<FieldRecord> {
  const row = await db
    .selectFrom("ledger_fields")
    .selectAll()
    .where("cluster", "=", key.cluster)
    .where("target_key", "=", key.targetKey)
    .where("path", "=", key.path)
    .executeTakeFirst();
  if (row === undefined || row.foreign_value === null) return { foreignValue: liveValue, changes: 0 };
  const isKnown = liveValue === row.our_value || liveValue === row.foreign_value;
  return isKnown
    ? { foreignValue: row.foreign_value, changes: row.changes }
    : { foreignValue: liveValue, changes: 0 };
}

/** Records a write of ours over `before`; `counts` is false for a return, which is no further change. */
export async function recordWrite(
  tx: Transaction<Tables>,
  key: FieldKey,
  write: { before: string; after: string; at: Date; counts: boolean },
): Promise<void> {
  const known = await readField(tx, key, write.before);
  const values = {
    foreign_value: known.foreignValue,
    our_value: write.after,
    changes: known.changes + (write.counts ? 1 : 0),
    updated_at: write.at,
  };
  await tx
    .insertInto("ledger_fields")
    .values({ cluster: key.cluster, target_key: key.targetKey, path: key.path, ...values })
    .onConflict((conflict) => conflict.columns(["cluster", "target_key", "path"]).doUpdateSet(values))
    .execute();
}
