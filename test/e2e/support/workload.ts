import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { BehaviourRule } from "../../../src/simulation/kubelet/behaviour.ts";
import type { Stage } from "./stage.ts";

export interface WorkloadOptions {
  limit?: string;
  image?: string;
  labels?: Record<string, string>;
}

/** Deployment NAMESPACE/web with one container, of whose need nothing is known. */
export function web(namespace: string, options: WorkloadOptions = {}): KubernetesObject {
  const labels = { app: "web" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace, labels: { ...labels, ...options.labels } },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "web",
              image: options.image ?? "registry.example/web:1",
              resources: { requests: { memory: "50Mi" }, limits: { memory: options.limit ?? "100Mi" } },
            },
          ],
        },
      },
    },
  };
}

/** Killed by memory a while after each start where its limit is lower than it needs. */
export function needs(mebibytes: number, afterMs = 4_000): BehaviourRule["behaviour"] {
  return { kind: "needs-memory", mebibytes, afterMs, killed: "main" };
}

export function limitOf(stage: Stage, namespace: string): string {
  const found = stage.cluster.store.get("deployments.apps", namespace, "web");
  const spec = found?.spec as
    | { template: { spec: { containers: { resources: { limits: { memory: string } } }[] } } }
    | undefined;
  return spec?.template.spec.containers[0]?.resources.limits.memory ?? "";
}

/** How often the containers of the namespace's pods have been started again. */
export function restartsOf(stage: Stage, namespace: string): number {
  const restarts = stage.cluster.store.list("pods", namespace).flatMap((pod) => {
    const status = pod.status as { containerStatuses?: { restartCount: number }[] } | undefined;
    return (status?.containerStatuses ?? []).map(({ restartCount }) => restartCount);
  });
  return Math.max(0, ...restarts);
}
