import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { AppsV1Api, KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { untilKilledAgain } from "../../src/cli/demo/killed-pod.ts";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import type { BenchCluster } from "./bench-cluster.ts";

export type ParentMessage = { kind: "apply"; object: object } | { kind: "log" };

const answerSchema = z.union([
  z.object({ kind: z.literal("ready"), url: z.string() }),
  z.object({ kind: z.literal("applied") }),
  z.object({
    kind: z.literal("log"),
    requests: z.array(
      z.object({
        method: z.string(),
        path: z.string(),
        query: z.record(z.string(), z.string()),
        userAgent: z.string(),
      }),
    ),
  }),
]);

const never = new AbortController().signal;

/**
 * `rate` seconds of the cluster pass in one of ours: containers fail and back off as real ones do, only sooner. `nodes` of
 * them are large; 0 for one of the usual size.
 */
export async function startSimulatedBenchCluster(rate: number, nodes = 0): Promise<BenchCluster> {
  const originMs = Date.now();
  const process = fork(fileURLToPath(new URL("simulated-process.ts", import.meta.url)), [
    String(originMs),
    String(rate),
    String(nodes),
  ]);
  const ready = await answerOf(process);
  if (ready.kind !== "ready") throw new Error("the simulated cluster did not start");
  const kubeConfig = kubeConfigFor(ready.url);
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  // One question at a time: the answers carry no number.
  let last: Promise<unknown> = Promise.resolve();
  const ask = (message: ParentMessage) => {
    const answer = last.then(() => {
      const coming = answerOf(process);
      process.send(message);
      return coming;
    });
    last = answer;
    return answer;
  };
  return {
    kubeConfig,
    clock: createClock({ originMs, anchorMs: originMs, rate }),
    async fallIll(namespace) {
      await ask({ kind: "apply", object: classicManifest(namespace) });
      const killed = await untilKilledAgain(kubeConfig, namespace, never);
      const deployment = await apps.readNamespacedDeployment({ namespace, name: "stress" });
      return {
        namespace,
        uid: deployment.metadata?.uid ?? "",
        pod: killed.name,
        container: killed.container,
      };
    },
    // Its kubelet runs the new pods by itself.
    recover: async () => {},
    async remove({ namespace }) {
      await apps.deleteNamespacedDeployment({ namespace, name: "stress" });
    },
    async logged() {
      const answer = await ask({ kind: "log" });
      if (answer.kind !== "log") throw new Error("the simulated cluster gave no log");
      return answer.requests
        .filter(({ userAgent }) => userAgent === "kube-autofix")
        .map(({ method, path, query }) => {
          const text = new URLSearchParams(query).toString();
          return `${method} ${path}${text === "" ? "" : `?${text}`}`;
        });
    },
    async stop() {
      const ended = once(process, "exit");
      process.disconnect();
      await ended;
    },
  };
}

async function answerOf(process: ChildProcess): Promise<z.infer<typeof answerSchema>> {
  const [message] = await once(process, "message");
  return answerSchema.parse(message);
}

export function kubeConfigFor(server: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    clusters: [{ name: "simulated", server, skipTLSVerify: true }],
    users: [{ name: "simulated" }],
    contexts: [{ name: "simulated", cluster: "simulated", user: "simulated" }],
    currentContext: "simulated",
  });
  return kubeConfig;
}
