import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { Approval, ApprovalDoor } from "../domain/approval.ts";
import type { Ingest } from "../incidents/ingest.ts";
import type { IncidentQueries } from "../incidents/queries.ts";
import type { Metrics } from "../metrics/metrics.ts";

/** Everything that the doors need, as plain ports. */
export interface HttpDeps {
  ingest: Pick<Ingest, "acceptAlerts">;
  queries: Pick<IncidentQueries, "list" | "view" | "alerts">;
  approvals: ApprovalDecisions;
  health: Health;
  metrics: Metrics;
  tokens: { webhook: string; operator: string };
  /** Causes, actions and the rules in force. */
  catalogue(): object;
  clock: Clock;
  logger: Logger;
  webhookMaxBytes: number;
  /** Base of links, "https://autofix.example.org"; null where it is not known. */
  publicUrl: string | null;
}

export interface Health {
  parts(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  isStopping?(): boolean;
}

/** What of remediation's approvals the doors use. */
export interface ApprovalDecisions {
  /** The approval in whatever state; undefined for a token that was never given out. */
  findByToken(token: string): Promise<Approval | undefined>;
  /** Commits at most one decision, whatever comes at once. */
  decide(request: DecisionRequest): Promise<DecisionResult>;
}

export interface DecisionRequest {
  which: { token: string } | { incidentId: string; digest: string };
  decision: "approve" | "reject";
  by: string;
  door: ApprovalDoor;
  comment: string;
}

export type DecisionResult =
  | { result: "decided"; approval: Approval }
  | { result: "already-decided"; approval: Approval }
  | { result: "expired"; approval: Approval }
  /** The plan is no longer the incident's, or the approval was voided. */
  | { result: "superseded"; approval: Approval }
  | { result: "unknown" };
