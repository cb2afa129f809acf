import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startCrashProcess } from "../../test/support/crash-process.ts";
import { OPERATOR_TOKEN, serviceEnv } from "../../test/support/service.ts";
import { WITHOUT_BLAST_BOUNDS } from "../../test/support/without-blast-bounds.ts";
import type { ReplicaCluster } from "./replica-cluster.ts";

const LOOK_MS = 20;
const LATEST_MS = 300_000;

export interface Replica {
  url: string;
  /** Nothing is told to it and nothing is waited for: as a machine that loses its power. */
  kill(): Promise<void>;
}

export interface Replicas {
  start(): Promise<Replica>;
  /** A row of what the replicas' database holds. */
  ask(statement: string): Promise<Record<string, unknown> | undefined>;
  stop(): Promise<void>;
}

/** Service processes on one database of their own and one cluster. */
export async function openReplicas(of: {
  serverUrl: string;
  name: string;
  folder: string;
  cluster: ReplicaCluster;
}): Promise<Replicas> {
  const admin = new pg.Client({ connectionString: of.serverUrl });
  await admin.connect();
  await admin.query(`create database ${of.name}`);
  await admin.end();
  const url = of.serverUrl.replace("/postgres?", `/${of.name}?`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const replicas: Replica[] = [];
  return {
    async start() {
      const dataDir = join(of.folder, `${of.name}-${replicas.length}`);
      await mkdir(dataDir);
      const env = {
        ...WITHOUT_BLAST_BOUNDS,
        WATCH: "on",
        LOG_LEVEL: "warn",
        VERIFY_SOAK_SECONDS: "5",
        VERIFY_SOAK_MAX_SECONDS: "10",
      };
      const child = startCrashProcess({
        env: serviceEnv({ databaseUrl: url, env }, dataDir),
        scale: of.cluster.scale,
        clusterUrl: of.cluster.url,
        killAt: null,
      });
      const kill = async () => {
        child.kill("SIGKILL");
        await child.ended;
      };
      const address = await child.url;
      if (address === undefined) throw new Error("a replica did not start");
      const replica = { url: address, kill };
      replicas.push(replica);
      return replica;
    },
    ask: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows[0],
    async stop() {
      await Promise.all(replicas.map((replica) => replica.kill()));
      await client.end();
    },
  };
}

/** Waits until it is so; throws with `what` where it never is. */
export async function untilSo(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startMs = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startMs > LATEST_MS) throw new Error(`never came: ${what}`);
    await sleep(LOOK_MS);
  }
}

/** Runs of agents on incidents that this replica has made. */
export async function runsOf({ url }: Replica): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } });
  const lines = [...(await answer.text()).matchAll(/^kube_autofix_runs_total\{[^}]*\} (\d+)/gm)];
  return lines.reduce((sum, [, count]) => sum + Number(count), 0);
}
