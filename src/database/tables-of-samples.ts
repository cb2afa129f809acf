import type { ColumnType } from "kysely";

/** Memory of one container of one pod, as the metrics API told it. */
export interface MemorySampleTable {
  namespace: string;
  pod: string;
  container: string;
  /** By the metrics server's clock. */
  at: Date;
  /** A bigint, which the driver reads as text. */
  bytes: ColumnType<string, number, never>;
  /** By our clock. */
  taken_at: Date;
}
