import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { createApiMachinery } from "../../src/simulation/api/api-machinery.ts";
import { createApiServer } from "../../src/simulation/api/create-api-server.ts";
import { createFaults } from "../../src/simulation/api/faults.ts";
import { createOpenWatches } from "../../src/simulation/api/watch-objects.ts";
import { createEventLoop } from "../../src/simulation/store/event-loop.ts";
import { createObjectStore } from "../../src/simulation/store/object-store.ts";
import { createRandom } from "../../src/simulation/store/random.ts";
import { BUILT_IN_TYPES } from "../../src/simulation/store/resource-types.ts";

// The simulated API server alone, without controllers and kubelet: so many pods, as a real server showed one, of which one
// after another is changed, with a Warning event for every tenth change.
const [pods = 0, changesPerSecond = 0] = process.argv.slice(2).map(Number);
const PODS_A_WORKLOAD = 20;
const TICK_MS = 50;

const capture = new URL("../../test/fixtures/captures/healthy/pod.json", import.meta.url);
const pattern = JSON.parse(await readFile(capture, "utf8")) as KubernetesObject;
const store = createObjectStore();
const loop = createEventLoop({ clock: createClock(), logger: silentLogger });
const api = createApiMachinery({ store, loop, random: createRandom(1), types: BUILT_IN_TYPES });
const watches = createOpenWatches(api);
const server = createApiServer({
  api,
  watches,
  logs: { current: () => undefined, previous: () => undefined },
  faults: createFaults({ store, watches }),
  logger: silentLogger,
});

const namespaceOf = (workload: number) => `team-${workload % 40}`;
const metadata = (name: string, workload: number) => ({
  name,
  namespace: namespaceOf(workload),
  uid: randomUUID(),
  creationTimestamp: new Date().toISOString(),
});

for (let workload = 0; workload * PODS_A_WORKLOAD < pods; workload += 1) {
  const name = `web-${workload}`;
  const labels = { app: name };
  const template = { metadata: { labels }, spec: pattern.spec };
  store.put("deployments.apps", {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadata(name, workload), generation: 1 },
    spec: { replicas: PODS_A_WORKLOAD, selector: { matchLabels: labels }, template },
    status: {
      observedGeneration: 1,
      replicas: 20,
      updatedReplicas: 20,
      readyReplicas: 20,
      availableReplicas: 20,
    },
  });
  store.put("services", {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(name, workload),
    spec: { selector: labels, ports: [{ port: 80, targetPort: 80 }] },
  });
}
for (let pod = 0; pod < pods; pod += 1) {
  const workload = Math.floor(pod / PODS_A_WORKLOAD);
  store.put("pods", {
    ...pattern,
    metadata: { ...pattern.metadata, ...metadata(`web-${workload}-${pod}`, workload) },
  });
}

let changed = 0;
function change(): void {
  const pod = changed % pods;
  const workload = Math.floor(pod / PODS_A_WORKLOAD);
  const name = `web-${workload}-${pod}`;
  changed += 1;
  const now = new Date().toISOString();
  const before = store.get("pods", namespaceOf(workload), name);
  if (before === undefined) return;
  if (changed % 10 !== 0) {
    const status = { ...(before.status as object), lastChange: now };
    store.put("pods", { ...before, status });
    return;
  }
  store.put("events", {
    apiVersion: "v1",
    kind: "Event",
    metadata: metadata(`${name}.${changed}`, workload),
    type: "Warning",
    reason: "Unhealthy",
    message: "Readiness probe failed: HTTP probe failed with statuscode: 503",
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component: "kubelet" },
    involvedObject: {
      apiVersion: "v1",
      kind: "Pod",
      name,
      namespace: namespaceOf(workload),
      uid: before.metadata.uid,
    },
  });
}

const url = await server.listen();
const startMs = performance.now();
// By what should have happened so far: a timer that comes late is made up for.
const ticking = setInterval(() => {
  const due = Math.floor(((performance.now() - startMs) / 1000) * changesPerSecond);
  while (changed < due) change();
}, TICK_MS);
process.once("disconnect", () => {
  clearInterval(ticking);
  void loop
    .stop()
    .then(() => server.close())
    .then(() => process.exit(0));
});
process.on("message", () => {
  const requests = server.requests().map(({ path, query, userAgent }) => ({ path, query, userAgent }));
  process.send?.({ kind: "log", requests });
});
process.send?.({ kind: "ready", url });
