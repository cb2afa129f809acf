import type { Breaker } from "../domain/breaker.ts";

export interface BreakerTable {
  id: string;
  cluster: string;
  breaker: Breaker;
  scope: string;
  reason: string;
  opened_at: Date;
  seen_at: Date;
  incident_id: string | null;
  lifted_at: Date | null;
  lifted_by: string | null;
}

export interface BreakerTables {
  breakers: BreakerTable;
}
