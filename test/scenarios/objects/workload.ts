import type { Vary } from "../scenario.ts";

export interface ContainerSpec {
  name: string;
  image: string;
  [field: string]: unknown;
}

export interface PodSpec {
  containers: ContainerSpec[];
  initContainers?: ContainerSpec[];
  [field: string]: unknown;
}

/** A Deployment, StatefulSet or DaemonSet as people write it. */
export interface WorkloadObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace: string; labels?: Record<string, string>; [field: string]: unknown };
  spec: {
    replicas?: number;
    selector: { matchLabels: Record<string, string> };
    template: { metadata: { labels: Record<string, string>; [field: string]: unknown }; spec: PodSpec };
    [field: string]: unknown;
  };
}

export interface WorkloadOptions {
  /** Absent: one container of the workload's own image. */
  containers?: ContainerSpec[];
  replicas?: number;
  /** More of the pod's spec: volumes, init containers, a ServiceAccount. */
  pod?: Partial<PodSpec>;
  /** More labels of the pods, beside those of the selector. */
  podLabels?: Record<string, string>;
  /** More of the workload's spec. */
  spec?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

/** The workload's container: its image with tag 1.4.2 and small requests, unless `more` says otherwise. */
export function container(vary: Vary, workload: string, more: Record<string, unknown> = {}): ContainerSpec {
  return {
    name: vary.container(workload),
    image: vary.image(workload, "1.4.2"),
    resources: { requests: { cpu: "25m", memory: "32Mi" } },
    ...more,
  };
}

function workload(vary: Vary, kind: string, name: string, options: WorkloadOptions): WorkloadObject {
  const labels = vary.labels(name);
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace: vary.namespace, labels, ...options.metadata },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, ...options.podLabels } },
        spec: { containers: options.containers ?? [container(vary, name)], ...options.pod },
      },
      ...options.spec,
    },
  };
}

export function deployment(vary: Vary, name: string, options: WorkloadOptions = {}): WorkloadObject {
  return replicated(workload(vary, "Deployment", name, options), options.replicas ?? 1);
}

export function statefulSet(vary: Vary, name: string, options: WorkloadOptions = {}): WorkloadObject {
  const spec = { serviceName: name, ...options.spec };
  return replicated(workload(vary, "StatefulSet", name, { ...options, spec }), options.replicas ?? 1);
}

export function daemonSet(vary: Vary, name: string, options: WorkloadOptions = {}): WorkloadObject {
  return workload(vary, "DaemonSet", name, options);
}

const replicated = (object: WorkloadObject, replicas: number): WorkloadObject => ({
  ...object,
  spec: { replicas, ...object.spec },
});

/** The same workload with other fields in one of its containers (by its place): as a release changes it. */
export function withContainer(
  object: WorkloadObject,
  fields: Record<string, unknown>,
  index = 0,
): WorkloadObject {
  const containers = object.spec.template.spec.containers.map((one, at) =>
    at === index ? { ...one, ...fields } : one,
  );
  return withPod(object, { containers });
}

export function withPod(object: WorkloadObject, fields: Partial<PodSpec>): WorkloadObject {
  const { template } = object.spec;
  return {
    ...object,
    spec: { ...object.spec, template: { ...template, spec: { ...template.spec, ...fields } } },
  };
}

export const nameOf = (object: WorkloadObject) => ({
  kind: object.kind,
  name: object.metadata.name,
});
