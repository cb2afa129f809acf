import type { Bench, BenchOptions } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { createBareClient } from "./bare-requests.ts";
import type { BenchCluster } from "./bench-cluster.ts";
import { measureCrowd } from "./measure-crowd.ts";
import { measureRoad } from "./measure-road.ts";
import { startRealBenchCluster } from "./real-bench-cluster.ts";
import { recordRequests } from "./recorded-requests.ts";
import { startService } from "./service.ts";
import { startSimulatedBenchCluster } from "./simulated-bench-cluster.ts";

const GOAL = "at most 2";
/** Both sides run warm: a service that runs for days has compiled its code and holds its connections. */
const WARM_UP_RUNS = 4;
/** Of the simulated cluster's clock; the tiny form waits for nothing. */
const RATE = { real: 10, tiny: 30 };

const CROWD = "95 of 100 at once";
const CROWD_SIZE = 100;
/** A node takes 110 pods: those of both sides, twice over while they are replaced. */
const CROWD_NODES = 5;
/** So many at once would be a storm, and would be changed a few at a time: what is measured is the service, not its bounds. */
const UNBOUND = {
  STORM_WORKLOADS: "1000000",
  MAX_CHANGES_IN_FLIGHT: "1000",
  MAX_CHANGES_PER_HOUR: "100000",
};

/** From the webhook to the request that changes the workload, with no model. */
export const roadBench: Bench = {
  summary: "from the webhook to the patch, against the same requests sent bare",
  goals: { simulated: GOAL, real: GOAL, [CROWD]: "ours at most 1000 ms" },
  async run(options) {
    const cluster = await clusterFor(options);
    try {
      const name = options.kubeconfig === undefined ? "simulated" : "real";
      const rows = [rowOf(name, "ms", await measureOn(cluster, options))];
      if (options.kubeconfig === undefined) rows.push(rowOf(CROWD, "ms", await measureCrowds(options)));
      return { name: "road", rows };
    } finally {
      await cluster.stop();
    }
  },
};

/** Each run has a cluster and a service of its own: what an earlier one left would be looked at again. */
async function measureCrowds(options: BenchOptions): Promise<Run[]> {
  const runs: Run[] = [];
  for (let run = 0; run < options.repeats; run += 1) {
    const cluster = await startSimulatedBenchCluster(options.isTiny ? RATE.tiny : RATE.real, CROWD_NODES);
    const recorder = recordRequests(originOf(cluster));
    const service = await startService(cluster, UNBOUND);
    try {
      const bare = createBareClient(cluster.kubeConfig);
      const count = options.isTiny ? 2 : CROWD_SIZE;
      const found = await measureCrowd({ cluster, service, bare, recorder, count });
      options.note(`run: ${count} at once, ours ${found.ours} ms, bare ${found.baseline} ms`);
      runs.push(found);
    } finally {
      recorder.end();
      await service.end();
      await cluster.stop();
    }
  }
  return runs;
}

const originOf = ({ kubeConfig }: BenchCluster) =>
  new URL(kubeConfig.getCurrentCluster()?.server ?? "").origin;

function clusterFor({ kubeconfig, auditLog, isTiny }: BenchOptions): Promise<BenchCluster> {
  return kubeconfig === undefined
    ? startSimulatedBenchCluster(isTiny ? RATE.tiny : RATE.real)
    : startRealBenchCluster({ kubeconfig, auditLog });
}

async function measureOn(cluster: BenchCluster, options: BenchOptions): Promise<Run[]> {
  const recorder = recordRequests(originOf(cluster));
  const service = await startService(cluster);
  const bare = createBareClient(cluster.kubeConfig);
  const warmUpRuns = options.isTiny ? 0 : WARM_UP_RUNS;
  const runs: Run[] = [];
  try {
    for (let run = 0; run < warmUpRuns + options.repeats; run += 1) {
      const found = await measureRoad({ cluster, service, bare, recorder, run });
      const isCounted = run >= warmUpRuns;
      const { oursMs, bareMs, sent } = found;
      options.note(
        `${isCounted ? "run" : "warm-up"}: ${sent.length} requests, ours ${oursMs.toFixed(1)} ms, bare ${bareMs.toFixed(1)} ms`,
      );
      if (isCounted) runs.push(runOf(oursMs, bareMs));
    }
    return runs;
  } finally {
    recorder.end();
    await service.end();
  }
}
