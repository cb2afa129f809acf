import { isReason } from "../../core/errors.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Surroundings } from "../surroundings.ts";
import { type Collector, tolerant } from "./collector.ts";

/** Objects of one kind that are looked at, whatever the namespace's size. */
const MOST = 500;

const NAMESPACED = {
  services: ["v1", "Service"],
  endpointSlices: ["discovery.k8s.io/v1", "EndpointSlice"],
  ingresses: ["networking.k8s.io/v1", "Ingress"],
  configMaps: ["v1", "ConfigMap"],
  serviceAccounts: ["v1", "ServiceAccount"],
  claims: ["v1", "PersistentVolumeClaim"],
  autoscalers: ["autoscaling/v2", "HorizontalPodAutoscaler"],
  budgets: ["policy/v1", "PodDisruptionBudget"],
  networkPolicies: ["networking.k8s.io/v1", "NetworkPolicy"],
} as const;
const CLUSTER_SCOPED = {
  nodes: ["v1", "Node"],
  storageClasses: ["storage.k8s.io/v1", "StorageClass"],
  priorityClasses: ["scheduling.k8s.io/v1", "PriorityClass"],
} as const;
const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** One list a kind, all at once: the number of calls does not depend on what is there. */
export async function collectSurroundings(collector: Collector, namespace: string): Promise<Surroundings> {
  const list = (apiVersion: string, kind: string, scope: { namespace?: string }) =>
    tolerant<KubernetesObject[]>(
      collector,
      `${kind}s${scope.namespace === undefined ? "" : ` of ${namespace}`}`,
      {
        run: () => listServed(collector, { apiVersion, kind }, scope),
        fallback: [],
      },
    );
  const lists = (kinds: Readonly<Record<string, readonly [string, string]>>, scope: { namespace?: string }) =>
    Promise.all(
      Object.entries(kinds).map(
        async ([name, [apiVersion, kind]]) => [name, await list(apiVersion, kind, scope)] as const,
      ),
    );
  const [own, cluster, workloads] = await Promise.all([
    lists(NAMESPACED, { namespace }),
    lists(CLUSTER_SCOPED, {}),
    Promise.all(WORKLOADS.map((kind) => list("apps/v1", kind, { namespace }))),
  ]);
  return {
    ...(Object.fromEntries([...own, ...cluster]) as Omit<Surroundings, "workloads">),
    workloads: workloads.flat(),
  };
}

/** A server that does not serve a kind has none of it. */
async function listServed(
  { reader, signal }: Collector,
  type: { apiVersion: string; kind: string },
  scope: { namespace?: string },
): Promise<KubernetesObject[]> {
  try {
    return (await reader.list(type, { ...scope, limit: MOST }, signal)).items;
  } catch (error) {
    if (isReason(error, "not-found")) return [];
    throw error;
  }
}
