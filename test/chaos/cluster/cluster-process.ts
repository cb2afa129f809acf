// Run as a process of its own: the simulated cluster, whose request log is on disk before a client hears of its answer.
import { openSync, writeSync } from "node:fs";
import { createClock } from "../../../src/core/clock.ts";
import { messageOf } from "../../../src/core/errors.ts";
import { createSimulatedCluster } from "../../../src/simulation/create-simulated-cluster.ts";
import { actOut } from "../../scenarios/runner/act-out.ts";
import { createKinds } from "../../scenarios/runner/kinds.ts";
import { createSimulatedWorld } from "../../scenarios/runner/simulated-world.ts";
import { createVary } from "../../scenarios/vary.ts";
import { scenarioOf } from "../incidents/shapes.ts";
import type { ClusterMessage, ClusterOptions, ClusterOrder } from "./protocol.ts";

const options = JSON.parse(process.argv[2] ?? "") as ClusterOptions;
const clock = createClock(options.scale);
const log = openSync(options.requestLog, "a");
const append = (line: object) => void writeSync(log, `${JSON.stringify(line)}\n`);
const say = (message: ClusterMessage) => void process.send?.(message);

const nodes = [1, 2, 3].map((at) => ({ name: `node-${at}`, memory: "64Gi", cpu: "32" }));
const cluster = createSimulatedCluster({
  ...{ clock, seed: options.seed, nodes },
  onAnswered: (record, body) => append({ ...record, ...(isChange(record) && { after: body }) }),
});
const kinds = createKinds();
const { url } = await cluster.start();
const namespaces = new Set<string>();
const STATE_RESOURCES = [
  "deployments.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "services",
  "configmaps",
];

function isChange({ verb, code, resource }: { verb: string; code: number; resource: string }): boolean {
  return ["create", "update", "patch", "delete"].includes(verb) && code < 300 && resource !== "events";
}

async function play(name: string, seed: number): Promise<void> {
  const scenario = scenarioOf(name);
  const vary = createVary(seed, scenario.name);
  const { namespace } = vary;
  namespaces.add(namespace);
  await actOut(scenario.play(vary), {
    ...{ clock, namespace, world: createSimulatedWorld({ cluster, url, clock, kinds, namespace }) },
    sendAlert: async (labels, annotations) => say({ alert: { namespace, labels, annotations } }),
    signal: new AbortController().signal,
  });
}

async function obey(order: ClusterOrder): Promise<void> {
  switch (order.do) {
    case "play":
      return play(order.scenario, order.seed);
    case "refuse":
      return cluster.faults.refuse(
        order.times,
        order.code,
        ({ method, userAgent }) =>
          userAgent.startsWith("kube-autofix") && (order.method === undefined || order.method === method),
      );
    case "latency":
      return cluster.faults.setLatency(order.ms);
    case "expire-history":
      cluster.faults.expireResourceVersions();
      return cluster.faults.disconnectWatches();
    case "cut-watches":
      return cluster.faults.disconnectWatches();
    case "tell-state":
      for (const namespace of namespaces)
        append({
          state: namespace,
          at: clock.now(),
          objects: STATE_RESOURCES.flatMap((resource) => cluster.store.list(resource, namespace)),
        });
  }
}

process.on("message", ({ id, order }: { id: number; order: ClusterOrder }) => {
  obey(order).then(
    () => say({ done: id }),
    (error: unknown) => say({ failed: id, error: messageOf(error) }),
  );
});
// Nobody is left to tell it anything.
process.once("disconnect", () => process.exit(0));
say({ url });
