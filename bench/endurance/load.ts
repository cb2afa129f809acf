import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceClient } from "../../src/cli/demo/service-client.ts";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import type { ReplicaCluster } from "../replicas/replica-cluster.ts";

const PAYLOAD_EVERY_MS = 200;
const ALERTS_A_PAYLOAD = 2;
/** An alert comes again and again for a minute, then another one. */
const SAME_FOR_MS = 60_000;
const WORKLOAD_EVERY_MS = 5_000;
/** Workloads that are there at the same time; older ones are deleted. */
const MOST_WORKLOADS = 12;

/** Ten alerts a second, about pods that are not there any more, and a workload that falls ill every five seconds. */
export function startLoad({ client, cluster }: { client: ServiceClient; cluster: ReplicaCluster }) {
  const stopping = new AbortController();
  const { signal } = stopping;
  let failed = 0;
  const every = async (ms: number, work: (count: number) => Promise<void>) => {
    for (let count = 0; !signal.aborted; count += 1) {
      await work(count).catch(() => {
        failed += 1;
      });
      await sleep(ms, undefined, { signal }).catch(() => {});
    }
  };
  const running = Promise.all([
    every(PAYLOAD_EVERY_MS, (count) => client.sendAlerts(payload(count))),
    every(WORKLOAD_EVERY_MS, async (count) => {
      await cluster.apply([classicManifest(namespaceOf(count))]);
      if (count >= MOST_WORKLOADS) await remove(cluster.url, namespaceOf(count - MOST_WORKLOADS));
    }),
  ]);
  return {
    /** Payloads and workloads that could not be sent. */
    failed: () => failed,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

const namespaceOf = (count: number) => `load-${count}`;

async function remove(url: string, namespace: string): Promise<void> {
  const answer = await fetch(`${url}/apis/apps/v1/namespaces/${namespace}/deployments/stress`, {
    method: "DELETE",
  });
  await answer.text();
}

function payload(count: number): object {
  const startsAt = new Date(Math.floor(Date.now() / SAME_FOR_MS) * SAME_FOR_MS).toISOString();
  const alerts = Array.from({ length: ALERTS_A_PAYLOAD }, (_, index) => {
    const pod = `gone-${(count * ALERTS_A_PAYLOAD + index) % 50}`;
    return {
      status: "firing",
      labels: { alertname: "KubePodCrashLooping", namespace: "gone", pod, container: "main" },
      annotations: { summary: "a container ends again and again" },
      startsAt,
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "",
      fingerprint: pod,
    };
  });
  return {
    version: "4",
    groupKey: "{}",
    truncatedAlerts: 0,
    status: "firing",
    receiver: "kube-autofix",
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "",
    alerts,
  };
}
