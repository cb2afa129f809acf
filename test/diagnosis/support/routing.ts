import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { object } from "./objects.ts";
import { ago } from "./workload.ts";

type Labels = Record<string, string>;

export interface ServicePlan {
  name?: string;
  selector?: Labels | null;
  ports?: { name?: string; port: number; targetPort?: number | string }[];
  type?: string;
  clusterIP?: string;
  age?: number;
  /** What kubectl apply recorded of it. */
  applied?: object;
}

export function service(plan: ServicePlan = {}): KubernetesObject {
  const { name = "web", selector = { app: "web" }, ports = [{ port: 80, targetPort: 8080 }] } = plan;
  const { type = "ClusterIP", clusterIP = "10.0.0.7", age = 3600, applied } = plan;
  const note = "kubectl.kubernetes.io/last-applied-configuration";
  return object("v1", "Service", name, {
    metadata: {
      creationTimestamp: ago(age),
      ...(applied === undefined ? {} : { annotations: { [note]: JSON.stringify({ spec: applied }) } }),
    },
    spec: { type, clusterIP, ports, ...(selector === null ? {} : { selector }) },
  });
}

export interface DeploymentPlan {
  labels?: Labels;
  ports?: { name?: string; containerPort: number }[];
  replicas?: number;
  container?: object;
  kind?: "Deployment" | "StatefulSet";
  metadata?: object;
}

export function deployment(name: string, plan: DeploymentPlan = {}): KubernetesObject {
  const {
    labels = { app: name },
    ports = [{ containerPort: 8080 }],
    replicas = 1,
    kind = "Deployment",
  } = plan;
  return object("apps/v1", kind, name, {
    metadata: { ...plan.metadata },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "main", ports, ...plan.container }] } },
    },
    status: { replicas, updatedReplicas: replicas, readyReplicas: replicas },
  });
}

/** A pod of that workload, without the ReplicaSet between them. */
export function podOf(workload: KubernetesObject, isReady = true): KubernetesObject {
  const { apiVersion, kind, metadata } = workload;
  const template = (
    workload.spec as { template: { metadata: { labels: Labels }; spec: { containers: object[] } } }
  ).template;
  const status = String(isReady ? "True" : "False");
  return object("v1", "Pod", `${metadata.name}-x`, {
    metadata: {
      labels: template.metadata.labels,
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }],
    },
    spec: { ...template.spec, nodeName: "node-1" },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status }],
      containerStatuses: template.spec.containers.map((container) => ({
        name: (container as { name: string }).name,
        ready: isReady,
        restartCount: 0,
        state: { running: { startedAt: ago(1800) } },
      })),
    },
  });
}

export function slice(
  serviceName: string,
  endpoints: boolean[] = [],
  ports: { name?: string; port: number }[] | null = [{ port: 8080 }],
): KubernetesObject {
  return object("discovery.k8s.io/v1", "EndpointSlice", `${serviceName}-abc`, {
    metadata: { labels: { "kubernetes.io/service-name": serviceName }, generation: 3 },
    endpoints: endpoints.map((ready) => ({ conditions: { ready } })),
    ports: endpoints.length === 0 ? null : ports,
  });
}
