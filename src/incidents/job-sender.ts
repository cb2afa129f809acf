import type { Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Sends jobs inside the caller's transaction; dispatch/ implements it. A job only wakes: rows are the truth. */
export interface JobSender {
  /** Correlates pending signals. */
  correlate(trx: Transaction<Tables>): Promise<void>;
  /** Runs the graph on an incident that is due. */
  advance(trx: Transaction<Tables>, incidentId: string): Promise<void>;
  /** Delivers pending notifications. */
  deliver(trx: Transaction<Tables>): Promise<void>;
}
