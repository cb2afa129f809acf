import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";

/**
 * What stands around the workload in its namespace, as the API server gave it, each list bounded; read once. Secrets are
 * never read: what is missing in them is known from the platform's messages.
 */
export interface Surroundings {
  services: KubernetesObject[];
  endpointSlices: KubernetesObject[];
  ingresses: KubernetesObject[];
  configMaps: KubernetesObject[];
  serviceAccounts: KubernetesObject[];
  claims: KubernetesObject[];
  autoscalers: KubernetesObject[];
  budgets: KubernetesObject[];
  networkPolicies: KubernetesObject[];
  /** Deployments, StatefulSets and DaemonSets of the namespace. */
  workloads: KubernetesObject[];
  /** Cluster-scoped; nodes are cut at a bound. */
  nodes: KubernetesObject[];
  storageClasses: KubernetesObject[];
  priorityClasses: KubernetesObject[];
}

export const NOTHING_AROUND: Surroundings = {
  services: [],
  endpointSlices: [],
  ingresses: [],
  configMaps: [],
  serviceAccounts: [],
  claims: [],
  autoscalers: [],
  budgets: [],
  networkPolicies: [],
  workloads: [],
  nodes: [],
  storageClasses: [],
  priorityClasses: [],
};
