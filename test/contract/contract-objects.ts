export function configMap(name: string, data: Record<string, string>, labels: Record<string, string> = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data };
}

export function podTemplate(app: string) {
  return {
    metadata: { labels: { app } },
    spec: {
      containers: [
        { name: "main", image: "registry.k8s.io/pause:3.10", resources: { limits: { memory: "64Mi" } } },
      ],
    },
  };
}

export function deployment(name: string, replicas: number) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, annotations: { made: "by-hand" } },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: podTemplate(name) },
  };
}

/** Names no node that could take it, so that it stays as it is. */
export function idlePod(name: string) {
  const template = podTemplate(name);
  const spec = { ...template.spec, nodeSelector: { "contract/none": "true" } };
  return { apiVersion: "v1", kind: "Pod", metadata: { name, ...template.metadata }, spec };
}

/** As the kubelet writes one. */
export function backOffEvent(
  name: string,
  pod: { name: string; uid: string; namespace: string },
  type = "Warning",
) {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name },
    involvedObject: { apiVersion: "v1", kind: "Pod", ...pod, fieldPath: "spec.containers{main}" },
    type,
    reason: "BackOff",
    message: "Back-off restarting failed container main in pod",
    source: { component: "kubelet" },
    firstTimestamp: "2026-11-22T10:00:00Z",
    lastTimestamp: "2026-11-22T10:00:05Z",
    count: 2,
  };
}
