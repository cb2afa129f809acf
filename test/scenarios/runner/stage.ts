import pg from "pg";
import { createClock } from "../../../src/core/clock.ts";
import { createLogger } from "../../../src/core/logger.ts";
import { knowledgeWithout } from "../../../src/diagnosis/knowledge.ts";
import { createSimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import { stopGranted } from "../../support/rights.ts";
import { startService } from "../../support/service.ts";
import { WITHOUT_BLAST_BOUNDS } from "../../support/without-blast-bounds.ts";
import type { OwnCluster } from "../scenario.ts";
import type { NewDatabase } from "./databases.ts";
import { createKinds } from "./kinds.ts";
import { openStandIn } from "./model-of-stage.ts";
import type { ModelMode, PlayStage } from "./play.ts";
import { createSimulatedWorld } from "./simulated-world.ts";

/** Seconds of the cluster in one of the wall. */
const RATE = 25;
const SHARED_NODES = [1, 2, 3].map((at) => ({ name: `node-${at}`, memory: "64Gi", cpu: "32" }));

/** A simulated cluster on a sped-up clock with the whole service on it, its watches on. */
export async function raiseStage(options: {
  newDatabase: NewDatabase;
  cluster: OwnCluster | undefined;
  seed: number;
  signal: AbortSignal;
  /** Signatures and investigators that the service goes without. */
  without?: readonly string[];
  model?: ModelMode;
  /** More of the service's environment. */
  env?: Record<string, string>;
}): Promise<PlayStage & { end(): Promise<void> }> {
  const now = Date.now();
  const clock = createClock({ originMs: now, anchorMs: now, rate: RATE });
  const { cluster: own, seed, signal } = options;
  const cluster = createSimulatedCluster({ clock, seed, nodes: SHARED_NODES, ...own });
  const kinds = createKinds(own?.customResources);
  const { url, kubeConfig, prometheusUrl } = await cluster.start();
  const database = await options.newDatabase();
  const { model = "none" } = options;
  const standIn = await openStandIn(model, seed);
  const service = await startService({
    clock,
    kubeConfig,
    databaseUrl: database.url,
    // In parallel namespaces nobody should wait for a stranger's turn.
    env: {
      ...{ WATCH: "on", AUTONOMY: "auto", ...WITHOUT_BLAST_BOUNDS },
      ...(prometheusUrl !== undefined && { PROMETHEUS_URL: prometheusUrl }),
      ...standIn.env,
      ...options.env,
    },
    logger: createLogger({ level: "fatal" }),
    knowledge: knowledgeWithout(new Set(options.without)),
  });
  return {
    clock,
    service,
    signal,
    model,
    tokensOf: (ids) => tokensOf(database.url, ids),
    isNamespaced: kinds.isNamespaced,
    world: (namespace) => createSimulatedWorld({ cluster, url, clock, kinds, namespace }),
    async end() {
      await service.stop();
      await standIn.stop();
      await database.drop();
      await stopGranted(cluster);
    },
  };
}

async function tokensOf(databaseUrl: string, incidentIds: readonly string[]): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client
    .query<{ tokens: string | null }>(
      "select sum(input_tokens + output_tokens) as tokens from model_spend where incident_id = any($1)",
      [incidentIds],
    )
    .finally(() => client.end());
  return Number(rows[0]?.tokens ?? 0);
}
