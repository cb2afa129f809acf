import type { ColumnType } from "kysely";

export interface AgentStepTable {
  id: string;
  incident_id: string;
  agent: string;
  move: string | null;
  reason: string;
  started_at: Date;
  /** Wall time. */
  ms: number;
  failure: string | null;
  /** The audit's row with its digest; null for what earlier versions kept. */
  sequence: ColumnType<number | null, number | null | undefined, never>;
}
