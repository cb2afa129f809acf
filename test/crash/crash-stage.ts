import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { type ClockScale, createClock } from "../../src/core/clock.ts";
import {
  createSimulatedCluster,
  type SimulatedCluster,
} from "../../src/simulation/create-simulated-cluster.ts";
import { stopGranted } from "../support/rights.ts";

/** What all crash cases share: one sped-up clock and one simulated cluster that outlives every crash. */
export interface CrashStage {
  scale: ClockScale;
  cluster: SimulatedCluster;
  clusterUrl: string;
  kubeConfig: KubeConfig;
  dataDir: string;
  end(): Promise<void>;
}

export async function raiseCrashStage(): Promise<CrashStage> {
  const now = Date.now();
  const scale = { originMs: now, anchorMs: now, rate: 20 };
  const cluster = createSimulatedCluster({
    clock: createClock(scale),
    nodes: [{ name: "node-1" }, { name: "node-2" }],
  });
  const { url, kubeConfig } = await cluster.start();
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-crash-"));
  return {
    scale,
    cluster,
    clusterUrl: url,
    kubeConfig,
    dataDir,
    async end() {
      await stopGranted(cluster);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
