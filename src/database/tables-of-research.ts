import type { JSONColumnType } from "kysely";

/** One section of one runbook. */
export interface RunbookTable {
  library: string;
  digest: string;
  source: string;
  title: string;
  heading: string;
  text: string;
  causes: string[];
  alerts: string[];
}

/** One search of the web that was made. */
export interface SearchTable {
  id: string;
  incident_id: string;
  at: Date;
}

/** By the digest of the query. */
export interface SearchResultTable {
  digest: string;
  notes: JSONColumnType<object[]>;
  expires_at: Date;
}
