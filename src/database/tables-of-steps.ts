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
}
