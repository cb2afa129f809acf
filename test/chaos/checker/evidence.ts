import type { RequestRecord } from "../../../src/simulation/api/request-log.ts";

/** What the checker goes by: the API server's own log, what the sender of alerts wrote down, and rows. */
export interface Evidence {
  requests: readonly LoggedRequest[];
  /** What each namespace held when all had come to rest. */
  states: ReadonlyMap<string, readonly KubeObject[]>;
  acknowledged: readonly { fingerprint: string; startsAt: string }[];
  truths: readonly Truth[];
  rows: Rows;
  /** The shortest soak, and when a clock of the service was set: soaks across that tell nothing. */
  soakSeconds: number;
  clockSetAt: readonly string[];
}

export interface KubeObject {
  kind: string;
  metadata: { name: string; namespace?: string; annotations?: Record<string, string>; generation?: number };
  spec?: unknown;
  status?: unknown;
  [field: string]: unknown;
}

/** One line of the API server's log. */
export interface LoggedRequest extends Omit<RequestRecord, "at" | "method" | "path" | "query"> {
  at: string;
  /** The object as the server answered it, of what changed something. */
  after?: KubeObject;
}

/** One problem that was made, and so known: which, and where. */
export interface Truth {
  namespace: string;
  scenario: string;
  outcome: "repaired" | "proposed" | "person" | "nothing";
  causes: readonly string[];
  /** What is not as it must be in the end; undefined where all is. */
  inTheEnd(objects: readonly KubeObject[]): string | undefined;
}

export interface Operation {
  op: string;
  path: string;
  value?: unknown;
}

export interface ActionRow {
  type: string;
  target: { kind: string; namespace: string; name: string };
  patch: readonly Operation[];
  inverse: readonly Operation[];
  /** How it was to be proven, and for how long at least. */
  proof?: { kind: string; soakSeconds: number };
}

export interface Rows {
  alerts: readonly {
    fingerprint: string;
    startsAt: string;
    incidentId: string | null;
    reason: string | null;
  }[];
  /** Signals of alerts that wait. */
  pendingSignals: number;
  incidents: readonly IncidentRow[];
  /** How they went, one after the other, as the run's database wrote it down. */
  states: readonly StateRow[];
  attempts: readonly AttemptRow[];
  approvals: readonly { incidentId: string; planDigest: string; state: string }[];
  audit: readonly AuditRow[];
}

export interface IncidentRow {
  id: string;
  cluster: string;
  group: string;
  kind: string;
  namespace: string;
  name: string;
  cause: string | null;
  status: string;
  outcome: string | null;
  causedBy: string | null;
  sequence: number;
}

/** What an incident was from then on. */
export interface StateRow {
  incidentId: string;
  status: string;
  cause: string | null;
  causedBy: string | null;
  at: Date;
}

export interface AttemptRow {
  id: string;
  incidentId: string;
  number: number;
  planDigest: string;
  verdict: string;
  actions: readonly ActionRow[];
  preImage: Record<string, unknown>;
  result: string | null;
  proof: string | null;
  hasApplied: boolean;
  hasEnded: boolean;
  rolledOutAt: string | null;
  lastCheckedAt: string | null;
}

export interface AuditRow {
  incident_id: string;
  sequence: number;
  kind: string;
  at: Date;
  text: string;
  code_version: string;
  input: unknown;
  output: unknown;
  previous_hash: string;
  hash: string;
}
