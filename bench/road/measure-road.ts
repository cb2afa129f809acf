import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "../../src/cli/demo/stage.ts";
import { aboutAnother, type BareClient } from "./bare-requests.ts";
import type { BenchCluster, IllWorkload } from "./bench-cluster.ts";
import { isRealPatch, type RecordedRequest, type Recorder } from "./recorded-requests.ts";

export interface RoadRun {
  oursMs: number;
  bareMs: number;
  /** What was sent up to the patch, about this workload. */
  sent: RecordedRequest[];
  ill: IllWorkload;
}

const LOOK_EVERY_MS = 50;
const REST_WITHIN_MS = 60_000;

/** One run: ours on one workload, then the requests that it took, bare, on its twin. */
export async function measureRoad(given: {
  cluster: BenchCluster;
  service: Stage;
  bare: BareClient;
  recorder: Recorder;
  run: number;
}): Promise<RoadRun> {
  const { cluster, service, bare, recorder, run } = given;
  const [ill, twin] = await Promise.all([cluster.fallIll(`ours-${run}`), cluster.fallIll(`bare-${run}`)]);
  await cluster.logged();

  recorder.restart();
  const patched = recorder.sent(isRealPatch);
  const startMs = performance.now();
  await service.sendAlert(ill.namespace, { name: ill.pod, container: ill.container });
  const { sentAtMs } = await patched;
  await cluster.recover(ill);
  await untilAtRest(service, ill.namespace);
  const recorded = upToPatch(recorder.requests());
  check(recorded, await cluster.logged());
  const requests = recorded.filter(({ path }) => !isOfAnotherRun(path, ill.namespace));

  recorder.restart();
  const bareMs = await bare.send(aboutAnother(requests, ill, twin), recorder);
  return { oursMs: sentAtMs - startMs, bareMs, sent: requests, ill };
}

function upToPatch(requests: RecordedRequest[]): RecordedRequest[] {
  return requests.slice(0, requests.findIndex(isRealPatch) + 1);
}

/** The service looks at the memory of workloads that it repaired before: no part of this road, and no part of its baseline. */
function isOfAnotherRun(path: string, namespace: string): boolean {
  const [named] = /ours-\d+/.exec(path) ?? [namespace];
  return named !== namespace;
}

/** The baseline is what the API's own log shows. */
function check(requests: readonly RecordedRequest[], logged: string[] | null): void {
  if (logged === null) return;
  const told = logged.slice(0, requests.length).map(plain).sort();
  const recorded = requests.map(lineOf).map(plain).sort();
  if (JSON.stringify(told) !== JSON.stringify(recorded))
    throw new Error(
      `the API's log tells of other requests:\n${told.join("\n")}\n\nrecorded:\n${recorded.join("\n")}`,
    );
}

const lineOf = ({ method, path }: RecordedRequest) => `${method} ${path}`;

/** One form of the two that a query may have. */
function plain(line: string): string {
  const [method = "", path = ""] = line.split(" ");
  const url = new URL(path, "http://api");
  url.searchParams.sort();
  return `${method} ${url.pathname} ${[...url.searchParams].join("&")}`;
}

export async function untilAtRest(service: Stage, namespace: string): Promise<void> {
  const deadlineMs = performance.now() + REST_WITHIN_MS;
  for (;;) {
    const incident = await service.client.newestIncident(namespace);
    if (incident?.status === "closed") return;
    if (performance.now() > deadlineMs || incident?.status === "needs-person")
      throw new Error(`the incident does not close: ${JSON.stringify(incident)}`);
    await sleep(LOOK_EVERY_MS);
  }
}
