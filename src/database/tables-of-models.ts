import type { ColumnType, Generated } from "kysely";
import type { Asker } from "../domain/model-reply.ts";

export interface ModelSpendTable {
  id: string;
  incident_id: string;
  agent: Asker;
  model: string;
  at: Date;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number | null;
  settled: Generated<boolean>;
}

export interface ModelAnswerTable {
  /** Of the whole question. */
  digest: string;
  asked_at: Date;
  /** Null while it is being asked. */
  answer: ColumnType<object | null, string | null, string | null>;
  expires_at: Date;
}
