import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { clusterContract } from "../contract/cluster-contract.ts";

clusterContract("the simulated cluster", async () => {
  const cluster = createSimulatedCluster({ clock: createClock() });
  const { kubeConfig } = await cluster.start();
  return { kubeConfig, close: () => cluster.stop() };
});
