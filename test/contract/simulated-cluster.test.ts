import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { clusterContract } from "./cluster-contract.ts";

clusterContract("the simulated cluster", async () => {
  const cluster = createSimulatedCluster({ clock: createClock() });
  const started = await cluster.start();
  return { kubeConfig: started.kubeConfig, close: () => cluster.stop() };
});
