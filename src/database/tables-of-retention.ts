import type { Cause } from "../domain/cause.ts";
import type { Outcome } from "../domain/incident.ts";

export interface TablesOfRetention {
  purged_chains: PurgedChainTable;
}

/** Append-only, a chain of its own: where the audit of a purged incident ended. */
export interface PurgedChainTable {
  /** From 1, without gaps. */
  number: number;
  incident_id: string;
  cluster: string;
  subject: string;
  cause: Cause | null;
  outcome: Outcome | null;
  opened_at: Date;
  closed_at: Date;
  /** Number of rows that its audit had. */
  sequence: number;
  /** Hash of the last one. */
  head: string;
  purged_at: Date;
  previous_hash: string;
  hash: string;
}
