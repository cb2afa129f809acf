import { setTimeout as sleep } from "node:timers/promises";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import type { Stage } from "../../src/cli/demo/stage.ts";
import { quantile } from "../measure.ts";
import { aboutTwins, type BareClient } from "./bare-requests.ts";
import type { BenchCluster, IllWorkload } from "./bench-cluster.ts";
import { inARow } from "./exchanges.ts";
import type { LogCheck } from "./log-check.ts";
import { isRealPatch, type RecordedRequest, type Recorder } from "./recorded-requests.ts";
import type { StatementRecorder } from "./recorded-statements.ts";

export interface RoadDeps {
  cluster: BenchCluster;
  service: Stage;
  bare: BareClient;
  recorder: Recorder;
  statements: StatementRecorder;
  log: LogCheck;
}

export interface RoadRun {
  oursMs: number;
  bareMs: number;
  /** Of the service up to the last patch; statements with those of what it does all the time beside the road. */
  counts: { requests: number; statements: number; commits: number };
  /** The longest row of exchanges of which each waited for the one before: requests and statements, and the bare requests. */
  inARow: { ours: number; bare: number };
  /** For how long the event loop worked and waited for nothing, until the last patch went out. */
  busyMs: { ours: number; bare: number };
}

const SHARE = 0.95;
const LOOK_EVERY_MS = 50;
const REST_WITHIN_MS = 120_000;

/**
 * One run: one webhook with an alert of each of the workloads with these numbers, until 95 of 100 of their patches went out;
 * then the requests that this took, bare, about their twins. The last run of a service ends it, and does not wait for the
 * proof of each repair.
 */
export async function measureRoad(
  deps: RoadDeps,
  numbers: readonly number[],
  { isLast = false } = {},
): Promise<RoadRun> {
  const { cluster, service, bare: client, recorder, statements, log } = deps;
  const ill = await Promise.all(numbers.map((number) => cluster.fallIll(`ours-${number}`)));
  const twins = await Promise.all(numbers.map((number) => cluster.fallIll(`bare-${number}`)));

  recorder.restart();
  statements.restart();
  const patched = patchesOf(ill, recorder);
  const startMs = performance.now();
  await service.client.sendAlerts(alertsOf(ill, cluster));
  const ours = await patched;
  if (isLast) await service.end();
  else await untilAllRest(deps, ill);
  await log.untilAlike();
  const until = Math.max(...ours.sentAtMs);
  const requests = ofThisRun(recorder.requests(), { until, ill });
  const asked = statements.statements().filter((statement) => statement.sentAtMs <= until);

  const send = client.prepare(aboutTwins(requests, ill, twins));
  recorder.restart();
  const twinsPatched = patchesOf(twins, recorder);
  const bareStartMs = performance.now();
  await send();
  const bare = await twinsPatched;
  await log.untilAlike();
  if (!isLast) await Promise.all([...ill, ...twins].map((workload) => cluster.remove(workload)));
  return {
    oursMs: quantile(ours.sentAtMs, SHARE) - startMs,
    bareMs: quantile(bare.sentAtMs, SHARE) - bareStartMs,
    counts: {
      requests: requests.length,
      statements: asked.length,
      commits: asked.filter(({ isCommit }) => isCommit).length,
    },
    inARow: { ours: inARow([...requests, ...asked]), bare: inARow(recorder.requests()) },
    busyMs: { ours: ours.busyMs, bare: bare.busyMs },
  };
}

async function untilAllRest({ cluster, service }: RoadDeps, ill: readonly IllWorkload[]): Promise<void> {
  await Promise.all(ill.map((workload) => cluster.recover(workload)));
  for (const { namespace } of ill) await untilAtRest(service, namespace);
}

interface Patches {
  /** When that of each workload went out. */
  sentAtMs: number[];
  /** For how long the event loop had worked by the last of them, since they were waited for. */
  busyMs: number;
}

async function patchesOf(workloads: readonly IllWorkload[], recorder: Recorder): Promise<Patches> {
  const before = performance.eventLoopUtilization();
  const sent = await Promise.all(
    workloads.map(({ namespace }) =>
      recorder.sent((request) => isRealPatch(request) && request.path.includes(`/${namespace}/`)),
    ),
  );
  return {
    sentAtMs: sent.map(({ sentAtMs }) => sentAtMs),
    busyMs: performance.eventLoopUtilization(before).active,
  };
}

/** The service looks at the memory of workloads that it repaired before: no part of this road, and no part of its baseline. */
function ofThisRun(
  requests: readonly RecordedRequest[],
  { until, ill }: { until: number; ill: readonly IllWorkload[] },
): RecordedRequest[] {
  const namespaces = new Set(ill.map(({ namespace }) => namespace));
  return requests.filter(({ path, sentAtMs }) => {
    const [namespace] = /ours-\d+/.exec(path) ?? [];
    return sentAtMs <= until && (namespace === undefined || namespaces.has(namespace));
  });
}

function alertsOf(ill: readonly IllWorkload[], { clock }: BenchCluster): object {
  const payloads = ill.map(({ namespace, pod, container }) => {
    const [number = ""] = /\d+$/.exec(namespace) ?? [];
    const fingerprint = Number(number).toString(16).padStart(16, "0");
    return alertPayload({ namespace, pod, container, startsAt: clock.now(), fingerprint });
  }) as { alerts: object[] }[];
  return { ...payloads[0], alerts: payloads.flatMap(({ alerts }) => alerts) };
}

async function untilAtRest(service: Stage, namespace: string): Promise<void> {
  const deadlineMs = performance.now() + REST_WITHIN_MS;
  for (;;) {
    const incident = await service.client.newestIncident(namespace);
    if (incident?.status === "closed") return;
    if (performance.now() > deadlineMs || incident?.status === "needs-person")
      throw new Error(`the incident does not close: ${JSON.stringify(incident)}`);
    await sleep(LOOK_EVERY_MS);
  }
}
