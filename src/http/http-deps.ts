import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/logger.ts";
import type { Ingest } from "../incidents/ingest.ts";
import type { IncidentQueries } from "../incidents/queries.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Approvals } from "../remediation/approvals.ts";

/** Everything that the doors need, as plain ports. */
export interface HttpDeps {
  ingest: Pick<Ingest, "acceptAlerts">;
  queries: Pick<IncidentQueries, "list" | "view" | "alerts">;
  approvals: Pick<Approvals, "findByToken" | "decide">;
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
