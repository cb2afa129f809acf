import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { Approval, ApprovalDoor, ApprovalState } from "../domain/approval.ts";
import type { AttemptResult, Proof } from "../domain/attempt.ts";
import type { Cause } from "../domain/cause.ts";
import type { Finding } from "../domain/finding.ts";
import type { Handover } from "../domain/handover.ts";
import type { IncidentStatus, Outcome } from "../domain/incident.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Plan } from "../domain/plan.ts";
import type { Metrics } from "../metrics/metrics.ts";

/** Everything that the doors need, as plain ports. */
export interface HttpDeps {
  ingest: AlertIngest;
  queries: IncidentQueries;
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

export interface AlertIngest {
  /** Resolves after the commit; throws when nothing was kept. */
  acceptAlerts(payload: unknown): Promise<{ alerts: number; signals: number }>;
}

export interface Health {
  parts(): Promise<{ name: string; ok: boolean; detail: string }[]>;
  isStopping?(): boolean;
}

export interface IncidentFilter {
  namespace?: string;
  status?: IncidentStatus;
  cause?: Cause;
  limit: number;
  after?: string;
}

export interface IncidentQueries {
  list(filter: IncidentFilter): Promise<IncidentSummary[]>;
  view(id: string): Promise<IncidentView | undefined>;
  alerts(page: { limit: number; after?: string }): Promise<({ id: string } & object)[]>;
}

export interface IncidentSummary {
  id: string;
  cluster: string;
  subject: ObjectRef;
  workload: ObjectRef | null;
  status: IncidentStatus;
  outcome: Outcome | null;
  cause: Cause | null;
  confidence: number | null;
  summary: string;
  openedAt: string;
  closedAt: string | null;
}

export interface IncidentView extends IncidentSummary {
  signals: { source: string; symptom: string; at: string; detail: string }[];
  finding: Pick<Finding, "cause" | "object" | "confidence" | "sentence" | "evidence" | "ruledOut"> | null;
  plan: Plan | null;
  approval: {
    state: ApprovalState;
    expiresAt: string;
    by: string | null;
    door: ApprovalDoor | null;
    reason: string | null;
  } | null;
  attempts: AttemptView[];
  handover: Handover | null;
  timeline: { sequence: number; at: string; kind: string; text: string }[];
}

export interface AttemptView {
  number: number;
  planDigest: string;
  result: AttemptResult | null;
  proof: Proof | null;
  startedAt: string;
  endedAt: string | null;
}

export interface DecisionRequest {
  incidentId: string;
  digest: string;
  decision: "approve" | "reject";
  comment: string;
  by: string;
  door: ApprovalDoor;
}

export interface ApprovalDecisions {
  /** The approval in whatever state; undefined for a token that was never given out. */
  findByToken(token: string): Promise<Approval | undefined>;
  /** Commits at most one decision, whatever comes at once. */
  decide(request: DecisionRequest): Promise<DecisionOutcome>;
}

export type DecisionOutcome =
  | { kind: "approved" }
  | { kind: "rejected" }
  | { kind: "already-decided"; state: ApprovalState; by: string | null }
  | { kind: "expired" }
  | { kind: "void"; reason: string | null }
  /** The digest is not that of the plan that waits. */
  | { kind: "digest-mismatch" }
  | { kind: "not-found" };
