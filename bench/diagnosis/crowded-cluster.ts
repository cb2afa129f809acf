import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { type Clock, createClock } from "../../src/core/clock.ts";
import { kubeConfigFor } from "../road/simulated-bench-cluster.ts";

const readySchema = z.object({
  kind: z.literal("ready"),
  url: z.string(),
  originMs: z.number(),
  rate: z.number(),
});

export interface CrowdedCluster {
  kubeConfig: KubeConfig;
  clock: Clock;
  stop(): Promise<void>;
}

/** A simulated cluster in a process of its own, with one ill workload among so many healthy pods of its namespace. */
export async function startCrowdedCluster(pods: number): Promise<CrowdedCluster> {
  const child: ChildProcess = fork(fileURLToPath(new URL("crowd-process.ts", import.meta.url)), [
    String(pods),
  ]);
  const ended = once(child, "exit");
  const message = await Promise.race([once(child, "message").then(([first]) => first as unknown), ended]);
  const { url, originMs, rate } = readySchema.parse(message);
  return {
    kubeConfig: kubeConfigFor(url),
    clock: createClock({ originMs, anchorMs: originMs, rate }),
    async stop() {
      child.disconnect();
      await ended;
    },
  };
}
