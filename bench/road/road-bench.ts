import type { Bench, BenchOptions } from "../bench.ts";
import { type Run, rowOf, runOf } from "../measure.ts";
import { createBareClient } from "./bare-requests.ts";
import type { BenchCluster } from "./bench-cluster.ts";
import { createLogCheck } from "./log-check.ts";
import { measureRoad, type RoadRun } from "./measure-road.ts";
import { startRealBenchCluster } from "./real-bench-cluster.ts";
import { clientOf, recordRequests } from "./recorded-requests.ts";
import { recordStatements } from "./recorded-statements.ts";
import { startService } from "./service.ts";
import { startSimulatedBenchCluster } from "./simulated-bench-cluster.ts";

const GOAL = "at most 2";
/**
 * Both sides run warm: a service that runs for days has compiled its code, holds its connections, and the database has
 * planned its statements on each of them. One road after the other would take ten times as long to get there.
 */
const WARM_UP = { simulated: { runs: 4, size: 10 }, real: { runs: 4, size: 3 } };
/** The code is the process's, and so compiled: a new service opens its connections. */
const WARM_UP_OF_CROWD = { runs: 1, size: 10 };
const NO_WARM_UP = { runs: 0, size: 0 };
/** Of the simulated cluster's clock; the tiny form waits for nothing. */
const RATE = { real: 10, tiny: 30 };

const EXCHANGES = "exchanges";
const IN_A_ROW = "exchanges in a row";
const BUSY = "event loop busy";
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
      const warmUp = options.isTiny ? NO_WARM_UP : WARM_UP[name];
      const runs = await measureOn(cluster, { ...options, crowd: 1, warmUp });
      const rows = [
        rowOf(name, "ms", runs.map(timeOf)),
        rowOf(EXCHANGES, "exchanges", runs.map(exchangesOf)),
        rowOf(
          IN_A_ROW,
          "exchanges",
          runs.map(({ inARow }) => runOf(inARow.ours, inARow.bare)),
        ),
        rowOf(
          BUSY,
          "ms",
          runs.map(({ busyMs }) => runOf(busyMs.ours, busyMs.bare)),
        ),
      ];
      if (options.kubeconfig === undefined) rows.push(rowOf(CROWD, "ms", await measureCrowds(options)));
      return { name: "road", rows };
    } finally {
      await cluster.stop();
    }
  },
};

const timeOf = ({ oursMs, bareMs }: RoadRun): Run => runOf(oursMs, bareMs);
const exchangesOf = ({ counts: { requests, statements } }: RoadRun): Run =>
  runOf(requests + statements, requests);

/** Each run has a cluster and a service of its own: what an earlier one left would be looked at again. */
async function measureCrowds(options: BenchOptions): Promise<Run[]> {
  const runs: Run[] = [];
  for (let run = 0; run < options.repeats; run += 1) {
    const cluster = await startSimulatedBenchCluster(options.isTiny ? RATE.tiny : RATE.real, CROWD_NODES);
    try {
      const crowd = options.isTiny ? 2 : CROWD_SIZE;
      const warmUp = options.isTiny ? NO_WARM_UP : WARM_UP_OF_CROWD;
      const measured = await measureOn(cluster, { ...options, repeats: 1, crowd, warmUp });
      runs.push(...measured.map(timeOf));
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

interface Measuring extends Pick<BenchOptions, "repeats" | "note"> {
  /** Workloads of a run. */
  crowd: number;
  warmUp: { runs: number; size: number };
}

/** Runs after warm-up runs, with a service of their own, which the last one ends. */
async function measureOn(
  cluster: BenchCluster,
  { repeats, note, crowd, warmUp }: Measuring,
): Promise<RoadRun[]> {
  const recorder = recordRequests(clientOf(cluster.kubeConfig));
  const statements = recordStatements();
  const log = createLogCheck(cluster, recorder);
  const service = await startService(cluster, UNBOUND);
  const bare = createBareClient(cluster.kubeConfig);
  const deps = { cluster, service, bare, recorder, statements, log };
  let next = 0;
  const measure = async (name: string, count: number, isLast: boolean) => {
    const numbers = Array.from({ length: count }, () => next++);
    const run = await measureRoad(deps, numbers, { isLast });
    note(`${name} of ${count}: ${sentenceOf(run)}`);
    return run;
  };
  const runs: RoadRun[] = [];
  try {
    for (let run = 0; run < warmUp.runs; run += 1) await measure("warm-up", warmUp.size, false);
    for (let run = 1; run <= repeats; run += 1) runs.push(await measure("run", crowd, run === repeats));
    return runs;
  } finally {
    recorder.end();
    statements.end();
    await service.end();
  }
}

const sentenceOf = ({ oursMs, bareMs, counts, inARow, busyMs }: RoadRun): string =>
  [
    `ours ${oursMs.toFixed(1)} ms, bare ${bareMs.toFixed(1)} ms`,
    `event loop busy ${busyMs.ours.toFixed(1)} ms, bare ${busyMs.bare.toFixed(1)} ms`,
    `${counts.requests} requests, ${counts.statements} statements, ${counts.commits} commits on disk`,
    `${inARow.ours} exchanges in a row, bare ${inARow.bare}`,
  ].join("; ");
