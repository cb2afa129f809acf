import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import type { Stage } from "../../src/cli/demo/stage.ts";
import { type Run, runOf } from "../measure.ts";
import { aboutAnother, type BareClient } from "./bare-requests.ts";
import type { BenchCluster, IllWorkload } from "./bench-cluster.ts";
import { measureRoad, untilAtRest } from "./measure-road.ts";
import { isRealPatch, type Recorder } from "./recorded-requests.ts";

/** As many as the service works on at the same time. */
const AT_ONCE = 8;
const SHARE = 0.95;

/**
 * One run: one webhook with an alert of each workload, until 95 of 100 of their patches went out; then the requests of one
 * road for each of their twins, as many roads at a time as the service has.
 */
export async function measureCrowd(given: {
  cluster: BenchCluster;
  service: Stage;
  bare: BareClient;
  recorder: Recorder;
  count: number;
}): Promise<Run> {
  const { cluster, service, bare, recorder, count } = given;
  const one = await measureRoad({ cluster, service, bare, recorder, run: count });
  const numbers = Array.from({ length: count }, (_, number) => number);
  const ill = await Promise.all(numbers.map((number) => cluster.fallIll(`ours-${number}`)));
  const twins = await Promise.all(numbers.map((number) => cluster.fallIll(`bare-${number}`)));
  const untilPatched = (workloads: readonly IllWorkload[]) =>
    workloads.map(({ namespace }) =>
      recorder.sent((request) => isRealPatch(request) && request.path.includes(`/${namespace}/`)),
    );

  recorder.restart();
  const patched = untilPatched(ill);
  const startMs = performance.now();
  await service.client.sendAlerts(alertsOf(ill, cluster));
  const oursMs = lateOf(await Promise.all(patched), startMs);
  for (const { namespace } of ill) await untilAtRest(service, namespace);

  recorder.restart();
  const twinsPatched = untilPatched(twins);
  const bareStartMs = performance.now();
  const left = [...twins];
  const worker = async () => {
    for (let twin = left.shift(); twin !== undefined; twin = left.shift())
      await bare.send(aboutAnother(one.sent, one.ill, twin), recorder);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return runOf(oursMs, lateOf(await Promise.all(twinsPatched), bareStartMs));
}

function alertsOf(ill: readonly IllWorkload[], { clock }: BenchCluster): object {
  const payloads = ill.map(({ namespace, pod, container }, number) =>
    alertPayload({
      namespace,
      pod,
      container,
      startsAt: clock.now(),
      fingerprint: `c${number.toString(16).padStart(15, "0")}`,
    }),
  ) as { alerts: object[] }[];
  return { ...payloads[0], alerts: payloads.flatMap(({ alerts }) => alerts) };
}

/** After how long 95 of 100 were sent. */
function lateOf(sent: readonly { sentAtMs: number }[], startMs: number): number {
  const times = sent.map(({ sentAtMs }) => sentAtMs - startMs).toSorted((a, b) => a - b);
  return times[Math.ceil(times.length * SHARE) - 1] ?? Number.NaN;
}
