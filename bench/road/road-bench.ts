import type { Bench, BenchOptions } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { createBareClient } from "./bare-requests.ts";
import type { BenchCluster } from "./bench-cluster.ts";
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

/** From the webhook to the request that changes the workload, with no model. */
export const roadBench: Bench = {
  summary: "from the webhook to the patch, against the same requests sent bare",
  goals: { simulated: GOAL, real: GOAL },
  async run(options) {
    const cluster = await clusterFor(options);
    try {
      const name = options.kubeconfig === undefined ? "simulated" : "real";
      return { name: "road", rows: [rowOf(name, "ms", await measureOn(cluster, options))] };
    } finally {
      await cluster.stop();
    }
  },
};

function clusterFor({ kubeconfig, auditLog, isTiny }: BenchOptions): Promise<BenchCluster> {
  return kubeconfig === undefined
    ? startSimulatedBenchCluster(isTiny ? RATE.tiny : RATE.real)
    : startRealBenchCluster({ kubeconfig, auditLog });
}

async function measureOn(cluster: BenchCluster, options: BenchOptions): Promise<Run[]> {
  const recorder = recordRequests(new URL(cluster.kubeConfig.getCurrentCluster()?.server ?? "").origin);
  const service = await startService(cluster);
  const bare = createBareClient(cluster.kubeConfig);
  const warmUpRuns = options.isTiny ? 0 : WARM_UP_RUNS;
  const runs: Run[] = [];
  try {
    for (let run = 0; run < warmUpRuns + options.repeats; run += 1) {
      const found = await measureRoad({ cluster, service, bare, recorder, run });
      const isCounted = run >= warmUpRuns;
      const { oursMs, bareMs, requests } = found;
      options.note(
        `${isCounted ? "run" : "warm-up"}: ${requests} requests, ours ${oursMs.toFixed(1)} ms, bare ${bareMs.toFixed(1)} ms`,
      );
      if (isCounted) runs.push(runOf(oursMs, bareMs));
    }
    return runs;
  } finally {
    recorder.end();
    await service.end();
  }
}
