import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Bench } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { type ReplicaCluster, startReplicaCluster } from "./replica-cluster.ts";
import { openReplicas, type Replica, type Replicas, runsOf, untilSo } from "./replicas.ts";

const RATE = 5;
const WORKLOADS = { full: 24, tiny: 2 };
const COUNTS = { full: [2, 4], tiny: [2] };
const WITHIN_SECONDS = 15;
const MOVE = "the watch moves after kill -9, against 15 s";
const timeOf = (count: number) => `${count} processes: until all is repaired`;
const shareOf = (count: number) => `${count} processes: the busiest one's share of the work, against 1`;

/** Many workloads that fall ill together, repaired by some service processes on one PostgreSQL. */
export const replicasBench: Bench = {
  summary:
    "2 and 4 service processes on one PostgreSQL against 1; and how soon the watch moves after kill -9",
  goals: { [MOVE]: "at most 1" },
  // Each takes a minute and more.
  repeats: 5,
  async run({ repeats, isTiny, note, signal }) {
    const size = isTiny ? "tiny" : "full";
    const folder = await mkdtemp(join(tmpdir(), "autofix-bench-"));
    const dataDir = join(folder, "data");
    const server = await openDatabase({ dataDir, logger: silentLogger, clock: createClock(), role: "owner" });
    const rows = new Map<string, { unit: string; runs: Run[] }>();
    const add = (name: string, unit: string, run: Run) => {
      const row = rows.get(name) ?? { unit, runs: [] };
      rows.set(name, row);
      row.runs.push(run);
      note(`${name}: ${run.ours} to ${run.baseline} ${unit}`);
    };
    let opened = 0;
    const inRoom = async <T>(work: (replicas: Replicas, cluster: ReplicaCluster) => Promise<T>) => {
      opened += 1;
      const cluster = await startReplicaCluster(RATE);
      const replicas = await openReplicas({ serverUrl: server.url, name: `run_${opened}`, folder, cluster });
      try {
        return await Promise.race([work(replicas, cluster), endOf(signal)]);
      } finally {
        await replicas.stop();
        await cluster.stop();
      }
    };
    const repair = (count: number) =>
      inRoom((replicas, cluster) => repairAll({ replicas, cluster, count, workloads: WORKLOADS[size] }));
    try {
      for (let run = 0; run < repeats; run += 1) {
        const alone = await repair(1);
        for (const count of COUNTS[size]) {
          const together = await repair(count);
          add(timeOf(count), "s", runOf(together.seconds, alone.seconds));
          add(shareOf(count), "", runOf(together.share, 1));
        }
        add(MOVE, "s", runOf(await inRoom(secondsToMove), WITHIN_SECONDS));
      }
      return {
        name: "replicas",
        rows: [...rows].map(([name, { unit, runs }]) => rowOf(name, unit, runs)),
      };
    } finally {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Rejects when it is aborted, and never resolves. */
async function endOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}

interface Repairing {
  replicas: Replicas;
  cluster: ReplicaCluster;
  count: number;
  workloads: number;
}

async function repairAll({ replicas, cluster, count, workloads }: Repairing) {
  const started: Replica[] = [];
  for (let one = 0; one < count; one += 1) started.push(await replicas.start());
  await untilSo("a watch of the pods", async () => (await cluster.log()).watches > 0);
  const manifests = Array.from({ length: workloads }, (_, index) => classicManifest(`ill-${index}`));
  const startMs = performance.now();
  await cluster.apply(manifests);
  const counted =
    "select count(*)::int as fixed from incidents where status = 'closed' and outcome = 'fixed'";
  await untilSo("all is repaired", async () => Number((await replicas.ask(counted))?.fixed) >= workloads);
  const seconds = (performance.now() - startMs) / 1_000;
  const { patches } = await cluster.log();
  const attempts = new Set(patches.map(({ namespace, attempt }) => `${namespace} ${attempt}`));
  if (attempts.size !== patches.length || attempts.size < workloads)
    throw new Error(`${patches.length} patches of ${attempts.size} attempts on ${workloads} workloads`);
  let runs: number[] = [];
  // A run is counted after what it has committed.
  await untilSo("the runs are counted", async () => {
    runs = await Promise.all(started.map(runsOf));
    return sumOf(runs) >= workloads;
  });
  return { seconds, share: Math.max(...runs) / sumOf(runs) };
}

const sumOf = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);

async function secondsToMove(replicas: Replicas, cluster: ReplicaCluster): Promise<number> {
  const first = await replicas.start();
  await untilSo("a watch of the pods", async () => (await cluster.log()).watches > 0);
  await replicas.start();
  const { watches } = await cluster.log();
  const startMs = performance.now();
  await first.kill();
  await untilSo("another watch", async () => (await cluster.log()).watches > watches);
  return (performance.now() - startMs) / 1_000;
}
