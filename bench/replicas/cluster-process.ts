import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import type { ParentMessage } from "./replica-cluster.ts";

// The simulated cluster as an API server of its own, for service processes that share it.
const originMs = Number(process.argv[2]);
const clock = createClock({ originMs, anchorMs: originMs, rate: Number(process.argv[3]) });
const nodes = Array.from({ length: 8 }, (_, index) => ({ name: `node-${index}`, memory: "64Gi", cpu: "64" }));
const cluster = createSimulatedCluster({ clock, nodes });
const { url } = await cluster.start();

process.on("message", (message: ParentMessage) => {
  if (message.kind === "apply") {
    void cluster.apply(message.objects).then(() => process.send?.({ kind: "applied" }));
    return;
  }
  const requests = cluster.requests();
  const patches = requests
    .filter(
      ({ verb, resource, dryRun, code }) =>
        verb === "patch" && resource === "deployments.apps" && !dryRun && code === 200,
    )
    .map(({ namespace, name, body }) => ({
      namespace: namespace ?? "",
      name: name ?? "",
      attempt: /~1attempt","value":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? "",
    }));
  const watches = requests.filter(({ verb, resource }) => verb === "watch" && resource === "pods").length;
  process.send?.({ kind: "log", patches, watches });
});
process.once("disconnect", () => void cluster.stop().then(() => process.exit(0)));
process.send?.({ kind: "ready", url });
