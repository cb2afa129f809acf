import type { RawBuilder, Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Sends jobs inside the caller's transaction; dispatch/ implements it. A job only wakes: rows are the truth. */
export interface JobSender {
  /**
   * Correlates pending signals: the last common table expressions of a statement that sends the job where its `asked` has
   * a row. The statement must read from `woken`.
   */
  correlation(): Promise<RawBuilder<unknown>>;
  /** Runs the graph on an incident that is due. */
  advance(trx: Transaction<Tables>, incidentId: string): Promise<void>;
  /** Delivers pending notifications. */
  deliver(trx: Transaction<Tables>): Promise<void>;
}
