import type { Kysely } from "kysely";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { Autonomy } from "../domain/verdict.ts";
import type { SubjectFinder } from "../kubernetes/find-subject.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { IncidentOpener } from "./incident-opener.ts";
import type { IncidentStore } from "./incident-store.ts";
import type { JobSender } from "./job-sender.ts";

export interface CorrelateDeps {
  db: Kysely<Tables>;
  store: IncidentStore & IncidentOpener;
  finder: SubjectFinder;
  clusterId(signal: AbortSignal): Promise<string>;
  /** One soak: how long a closed incident goes on absorbing after a symptom. */
  quietSeconds: number;
  clock: Clock;
  ids: Ids;
  effects: Effects;
  jobs: JobSender;
  metrics: Metrics;
  logger: Logger;
  autonomyOf?(subject: ObjectRef, signal: AbortSignal): Promise<{ autonomy: Autonomy; reason: string }>;
}
