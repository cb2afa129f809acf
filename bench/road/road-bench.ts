import type { Bench, BenchOptions } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { createBareClient } from "./bare-requests.ts";
import type { BenchCluster } from "./bench-cluster.ts";
import { createLogCheck } from "./log-check.ts";
import { measureRoad } from "./measure-road.ts";
import { startRealBenchCluster } from "./real-bench-cluster.ts";
import { clientOf, recordRequests } from "./recorded-requests.ts";
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
      const rows = [rowOf(name, "ms", await measureOn(cluster, { ...options, crowd: 1 }))];
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
    try {
      const count = options.isTiny ? 2 : CROWD_SIZE;
      runs.push(...(await measureOn(cluster, { ...options, repeats: 1, crowd: count, env: UNBOUND })));
    } finally {
      await cluster.stop();
    }
  }
  return runs;
}

function clusterFor({ kubeconfig, auditLog, isTiny }: BenchOptions): Promise<BenchCluster> {
  return kubeconfig === undefined
    ? startSimulatedBenchCluster(isTiny ? RATE.tiny : RATE.real)
    : startRealBenchCluster({ kubeconfig, auditLog });
}

/** Runs of `crowd` workloads each, after warm-up runs of one. */
async function measureOn(
  cluster: BenchCluster,
  options: BenchOptions & { crowd: number; env?: NodeJS.ProcessEnv },
): Promise<Run[]> {
  const recorder = recordRequests(clientOf(cluster.kubeConfig));
  const log = createLogCheck(cluster, recorder);
  const service = await startService(cluster, options.env);
  const bare = createBareClient(cluster.kubeConfig);
  const deps = { cluster, service, bare, recorder, log };
  let next = 0;
  const measure = async (count: number, name: string) => {
    const numbers = Array.from({ length: count }, () => next++);
    const { requests, oursMs, bareMs } = await measureRoad(deps, numbers);
    options.note(
      `${name} of ${count}: ${requests} requests, ours ${oursMs.toFixed(1)} ms, bare ${bareMs.toFixed(1)} ms`,
    );
    return runOf(oursMs, bareMs);
  };
  const runs: Run[] = [];
  try {
    for (let run = 0; run < (options.isTiny ? 0 : WARM_UP_RUNS); run += 1) await measure(1, "warm-up");
    for (let run = 0; run < options.repeats; run += 1) runs.push(await measure(options.crowd, "run"));
    return runs;
  } finally {
    recorder.end();
    await service.end();
  }
}
