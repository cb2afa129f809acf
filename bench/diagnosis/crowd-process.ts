import { setTimeout as sleep } from "node:timers/promises";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import type { Pod } from "../../src/simulation/store/objects.ts";
import { isPodReady } from "../../src/simulation/store/pod-state.ts";
import { deployment, ILL, NAMESPACE, service } from "./crowd.ts";

// A namespace of so many healthy pods, and one Deployment in it whose container ends by itself, as an API server of its own.
const crowd = Number(process.argv[2]);
const PODS_A_WORKLOAD = 20;
const PODS_A_NODE = 100;
const RATE = 20;
const LOOK_EVERY_MS = 100;

const originMs = Date.now();
const clock = createClock({ originMs, anchorMs: originMs, rate: RATE });
const nodes = Array.from({ length: Math.ceil((crowd + 10) / PODS_A_NODE) }, (_, index) => ({
  name: `node-${index + 1}`,
  cpu: "64",
  memory: "256Gi",
}));
const cluster = createSimulatedCluster({ clock, nodes });
cluster.behave({
  match: { workload: ILL },
  behaviour: { kind: "crashes", afterMs: 1_000, exitCode: 3, log: ["fatal: the journal cannot be opened"] },
});
const { url } = await cluster.start();

const pods = () => cluster.store.list("pods", NAMESPACE) as Pod[];
const until = async (isSo: () => boolean) => {
  while (!isSo()) await sleep(LOOK_EVERY_MS);
};
for (let made = 0; made < crowd; made += PODS_A_WORKLOAD) {
  const name = `crowd-${made}`;
  await cluster.apply([deployment(name, Math.min(PODS_A_WORKLOAD, crowd - made)), service(name)]);
}
await until(() => pods().filter(isPodReady).length >= crowd);
await cluster.apply([deployment(ILL, 2), service(ILL)]);
const isIll = (pod: Pod) =>
  pod.metadata.name.startsWith(ILL) && (pod.status?.containerStatuses?.[0]?.restartCount ?? 0) >= 3;
await until(() => pods().filter(isIll).length === 2);

process.once("disconnect", () => void cluster.stop().then(() => process.exit(0)));
process.send?.({ kind: "ready", url, originMs, rate: RATE });
