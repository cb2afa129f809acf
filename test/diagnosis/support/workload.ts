import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";

export const NOW = "2026-11-22T12:00:00Z";
export const MIB = 2 ** 20;
/** RFC 3339, so many seconds before NOW. */
export const ago = (seconds: number): string => new Date(Date.parse(NOW) - seconds * 1000).toISOString();

export interface ContainerPlan {
  name?: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: unknown[];
  limit?: string | null;
  request?: string;
  restartPolicy?: string;
  volumeMounts?: { name: string; mountPath: string }[];
}

export function container(plan: ContainerPlan = {}): Record<string, unknown> {
  const { limit = "100Mi", request = "50Mi", name = "web", image = "acme/web:1", ...rest } = plan;
  const limits = limit === null ? {} : { limits: { memory: limit } };
  return { name, image, ...rest, resources: { ...limits, requests: { memory: request } } };
}

export const template = (spec: Record<string, unknown> = {}): Record<string, unknown> => ({
  metadata: { labels: { app: "web" } },
  spec: { containers: [container()], ...spec },
});

export interface EndPlan {
  reason?: string;
  exitCode?: number;
  /** Seconds before NOW. */
  ended?: number;
  ran?: number;
  id?: string;
}

export function terminated(end: EndPlan = {}): Record<string, unknown> {
  const { reason = "OOMKilled", exitCode = 137, ended = 30, ran = 20, id = `containerd://${ended}` } = end;
  return {
    terminated: {
      reason,
      exitCode,
      finishedAt: ago(ended),
      startedAt: ago(ended + ran),
      containerID: id,
    },
  };
}

export const backOff = { waiting: { reason: "CrashLoopBackOff" } };
export const running = (since = 10) => ({ running: { startedAt: ago(since) } });

export interface StatusPlan {
  name?: string;
  state?: Record<string, unknown>;
  lastState?: Record<string, unknown>;
  restartCount?: number;
  isInit?: boolean;
}

/** A container that was killed three times and is backing off, unless said otherwise. */
export function status(plan: StatusPlan = {}) {
  const { name = "web", state = backOff, lastState = terminated(), restartCount = 3 } = plan;
  return { name, state, lastState, restartCount, ready: "running" in state };
}

export interface PodPlan {
  name?: string;
  uid?: string;
  owner?: { kind: string; name: string; uid: string };
  labels?: Record<string, string>;
  created?: number;
  node?: string;
  statuses?: ReturnType<typeof status>[];
  initStatuses?: ReturnType<typeof status>[];
  ready?: boolean;
  phase?: string;
  reason?: string;
  deleted?: boolean;
  conditions?: { type: string; status: string; reason?: string }[];
}

export function pod(from: Record<string, unknown>, plan: PodPlan = {}): KubernetesObject {
  const { name = "web-a-1", owner = replicaSetRef("a"), ready = false } = plan;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "shop",
      uid: plan.uid ?? `uid-${name}`,
      creationTimestamp: ago(plan.created ?? 300),
      labels: plan.labels ?? { app: "web", "pod-template-hash": owner.name.replace("web-", "") },
      ownerReferences: [{ apiVersion: "apps/v1", controller: true, ...owner }],
      ...(plan.deleted ? { deletionTimestamp: ago(1) } : {}),
    },
    spec: { ...(from.spec as object), nodeName: plan.node ?? "node-1" },
    status: {
      phase: plan.phase ?? "Running",
      ...(plan.reason === undefined ? {} : { reason: plan.reason }),
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }, ...(plan.conditions ?? [])],
      containerStatuses: plan.statuses ?? [status()],
      initContainerStatuses: plan.initStatuses ?? [],
    },
  };
}

export const replicaSetRef = (hash: string) => ({
  kind: "ReplicaSet",
  name: `web-${hash}`,
  uid: `uid-web-${hash}`,
});

export function replicaSet(
  hash: string,
  revision: number,
  plan: { of: Record<string, unknown>; created: number },
) {
  return {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name: `web-${hash}`,
      namespace: "shop",
      uid: `uid-web-${hash}`,
      creationTimestamp: ago(plan.created),
      labels: { app: "web", "pod-template-hash": hash },
      annotations: { "deployment.kubernetes.io/revision": String(revision) },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "Deployment", name: "web", uid: "uid-web", controller: true },
      ],
    },
    spec: { template: plan.of },
  } satisfies KubernetesObject;
}

export function deployment(
  of: Record<string, unknown>,
  plan: { replicas?: number; status?: Record<string, unknown>; generation?: number } = {},
): KubernetesObject {
  const { replicas = 1 } = plan;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "shop", uid: "uid-web", generation: plan.generation ?? 1 },
    spec: { replicas, selector: { matchLabels: { app: "web" } }, template: of },
    status: { observedGeneration: 1, replicas, updatedReplicas: replicas, ...plan.status },
  };
}

export function event(
  about: { kind: string; name: string; uid?: string; container?: string },
  plan: {
    reason: string;
    message: string;
    from: number;
    to?: number;
    namespace?: string;
  },
): KubernetesObject {
  const namespace = plan.namespace ?? "shop";
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${about.name}.${plan.reason}.${plan.from}`, namespace },
    involvedObject: {
      kind: about.kind,
      name: about.name,
      namespace,
      uid: about.uid ?? `uid-${about.name}`,
      ...(about.container === undefined ? {} : { fieldPath: `spec.containers{${about.container}}` }),
    },
    type: "Warning",
    reason: plan.reason,
    message: plan.message,
    count: 1,
    firstTimestamp: ago(plan.from),
    lastTimestamp: ago(plan.to ?? plan.from),
  };
}

export const node = (name: string, conditions: object[] = []): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name },
  status: { allocatable: { memory: "8Gi" }, conditions },
});
