import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import type { ParentMessage } from "./simulated-bench-cluster.ts";

// The simulated cluster in a process of its own, as an API server is: it takes no turn of the service's event loop.
const originMs = Number(process.argv[2]);
const clock = createClock({ originMs, anchorMs: originMs, rate: Number(process.argv[3]) });
const nodes = Array.from({ length: Number(process.argv[4]) }, (_, at) => ({
  name: `node-${at + 1}`,
  memory: "64Gi",
  cpu: "64",
}));
const cluster = createSimulatedCluster({ clock, ...(nodes.length > 0 && { nodes }) });
const { url } = await cluster.start();
let told = 0;

process.on("message", (message: ParentMessage) => {
  if (message.kind === "apply") {
    void cluster.apply([message.object]).then(() => process.send?.({ kind: "applied" }));
    return;
  }
  const requests = cluster.requests().map((request) => ({
    method: request.method,
    path: request.path,
    query: request.query,
    userAgent: request.userAgent,
  }));
  process.send?.({ kind: "log", requests: requests.slice(told) });
  told = requests.length;
});
process.once("disconnect", () => void cluster.stop().then(() => process.exit(0)));
process.send?.({ kind: "ready", url });
