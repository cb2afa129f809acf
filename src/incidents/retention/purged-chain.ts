import { createHash } from "node:crypto";
import type { Selectable } from "kysely";
import { canonicalJson } from "../../core/json.ts";
import type { PurgedChainTable } from "../../database/tables-of-retention.ts";
import { FIRST_HASH } from "../audit-chain.ts";

export type PurgedRow = Selectable<PurgedChainTable>;

/** Where the chain of purged incidents stood: kept elsewhere, it tells a record that was cut, put in or made anew. */
export interface PurgedHead {
  purged: number;
  hash: string;
}

export const FIRST_PURGED: PurgedHead = { purged: 0, hash: FIRST_HASH };

/** SHA-256 over the previous hash, a newline and the canonical JSON of the row without its own hash. */
export function hashOfPurged({
  hash: _own,
  previous_hash,
  ...row
}: Omit<PurgedRow, "hash"> & { hash?: string }) {
  const content = {
    ...row,
    opened_at: row.opened_at.toISOString(),
    closed_at: row.closed_at.toISOString(),
    purged_at: row.purged_at.toISOString(),
  };
  return createHash("sha256")
    .update(`${previous_hash}\n${canonicalJson(content)}`)
    .digest("hex");
}

/** What is wrong with a row that should follow `before`; undefined where it does. */
export function faultOfPurged(row: PurgedRow, before: PurgedHead): string | undefined {
  if (row.number !== before.purged + 1) return "the record is missing";
  if (row.previous_hash !== before.hash) return "the record does not follow the one before";
  if (row.hash !== hashOfPurged(row)) return "the record was changed";
  return undefined;
}
