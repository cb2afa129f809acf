import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tracing } from "../core/tracing.ts";
import type { Database } from "../database/database.ts";
import { withMigrationLock } from "../database/migrate.ts";
import type { Diagnosis } from "../diagnosis/diagnosis.ts";
import { signalsOf } from "../incidents/case-file.ts";
import { hintsOf } from "../incidents/experience/question.ts";
import type { IncidentStore } from "../incidents/incident-store.ts";
import { keepStep } from "../incidents/keep-step.ts";
import type { Referrals } from "../incidents/referrals.ts";
import type { ClusterReader } from "../kubernetes/cluster-reader.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { attemptsOf } from "../remediation/ledger/attempt-rows.ts";
import type { Remediation } from "../remediation/remediation.ts";
import type { PythonRunner } from "../sandbox/python-runner.ts";
import { DEFAULT_RUN_BUDGET } from "./budget.ts";
import { createCheckpointer } from "./checkpointer.ts";
import { materialFor } from "./coding/program-records.ts";
import { computedFor, openQuestionsOf } from "./computation-records.ts";
import { createGraph } from "./graph.ts";
import { createIncidentRunner, type IncidentRunner } from "./incident-runner.ts";
import type { AgentDeps } from "./nodes/deps.ts";
import { createPastExperience } from "./past-experience.ts";

export interface AgentsOptions {
  database: Pick<Database, "db" | "pool" | "url">;
  store: IncidentStore;
  diagnosis: Diagnosis;
  reader: Pick<ClusterReader, "get">;
  remediation: Remediation;
  referrals: Referrals;
  model: AgentDeps["model"];
  language: string;
  notesOf: AgentDeps["notesOf"];
  quietSeconds: number;
  python?: Pick<PythonRunner, "run"> | undefined;
  effects: Effects;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  tracing?: Tracing | undefined;
  callbacks?: BaseCallbackHandler[] | undefined;
  logger: Logger;
}

/** Makes the checkpoint tables under the migration lock, since replicas start together, and builds the graph. */
export async function startAgents(options: AgentsOptions): Promise<IncidentRunner> {
  const { db, pool, url } = options.database;
  const checkpointer = createCheckpointer(pool);
  await withMigrationLock({ url }, () => checkpointer.setup());
  const graph = createGraph(
    {
      ...options,
      signalsOf: (incidentId) => signalsOf(db, incidentId),
      attemptsOf: (incidentId) => attemptsOf(db, incidentId),
      hintsOf: (incidentId) => hintsOf(db, incidentId),
      experienceOf: createPastExperience({ ...options, db }),
      openQuestionsOf: (incidentId) => openQuestionsOf(db, incidentId),
      computedFor: (incidentId, since) => computedFor(db, incidentId, since),
      steps: {
        newId: () => options.ids.next(),
        keep: (step, road) => keepStep({ db, store: options.store }, step, road),
      },
      materialFor: (incidentId, since) => materialFor(db, incidentId, since),
      budget: DEFAULT_RUN_BUDGET,
    },
    checkpointer,
  );
  return createIncidentRunner({ ...options, db, graph, checkpointer });
}
