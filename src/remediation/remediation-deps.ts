import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import type { Autonomy } from "../domain/verdict.ts";
import type { IncidentStore } from "../incidents/incident-store.ts";
import type { ApiPressure } from "../kubernetes/api-pressure.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import type { ClusterWriter } from "../kubernetes/cluster-writer.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Approvals } from "./approvals.ts";
import type { BlastSettings } from "./breakers/blast-settings.ts";
import type { CountNodes } from "./facts/read-cluster-state.ts";
import type { Policy } from "./policy/policy.ts";

export interface RemediationSettings {
  autonomy: Autonomy;
  /** Nothing is written: a change ends with the API server's dry run. */
  isDryRun?: boolean;
  verifySoakSeconds: number;
  verifySoakMaxSeconds: number;
  verifyTimeoutSeconds: number;
  approvalTimeoutSeconds: number;
  maxAttempts: number;
  maxChangesInFlight: number;
  blast: BlastSettings;
  ownNamespace?: string;
  /** CLUSTER_NAME. */
  clusterName?: string;
  /** False where no chat is configured whose cards take decisions: what only a card may decide is then a person's. */
  takesCards?: () => boolean;
}

export interface RemediationDeps {
  db: Kysely<Tables>;
  store: IncidentStore;
  reader: ClusterReader;
  writer: ClusterWriter;
  policy: () => Policy;
  approvals: Approvals;
  clock: Clock;
  ids: Ids;
  effects: Effects;
  metrics: Metrics;
  logger: Logger;
  settings: RemediationSettings;
  /** How the API server bears what it is asked; absent: nobody looks. */
  apiPressure?: Pick<ApiPressure, "reason"> | undefined;
  /** Shared by the decisions of a moment. */
  countNodes?: CountNodes;
}
