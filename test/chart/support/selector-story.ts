import { vi } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import type { RealServer } from "./real-server.ts";

/**
 * A Deployment whose pod runs, as far as a server without nodes can tell, and a Service whose selector has a typo. Gives what
 * takes the made node away.
 */
export async function servedByNobody(server: RealServer, namespace: string): Promise<() => Promise<unknown>> {
  const node = `node-of-${namespace}`;
  const core = `/api/v1/namespaces/${namespace}`;
  const labels = { app: "web" };
  const make = (path: string, body: object) => server.must({ method: "POST", path, body });
  await make("/api/v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: node } });
  const container = {
    name: "web",
    image: "registry.example.org/web:1",
    ports: [{ name: "http", containerPort: 8080 }],
  };
  await make(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: labels },
      // No scheduler finds such a node: the test binds the pod itself, to a node that nobody runs.
      template: {
        metadata: { labels },
        spec: { containers: [container], nodeSelector: { "example.org/nobody": "here" } },
      },
    },
  });
  await make(`${core}/services`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { selector: { app: "wbe" }, ports: [{ port: 80, targetPort: "http" }] },
  });
  const pod = await vi.waitFor(
    async () => {
      const { items } = (await server.must({ method: "GET", path: `${core}/pods` })) as unknown as {
        items: KubernetesObject[];
      };
      if (items[0] === undefined) throw new Error("no pod was made yet");
      return items[0].metadata.name;
    },
    { timeout: 60_000, interval: 100 },
  );
  await make(`${core}/pods/${pod}/binding`, {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name: pod },
    target: { apiVersion: "v1", kind: "Node", name: node },
  });
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: now,
  }));
  const status = {
    ready: true,
    started: true,
    restartCount: 0,
    imageID: "sha256:0",
    containerID: "containerd://0",
  };
  await server.must({
    method: "PATCH",
    path: `${core}/pods/${pod}/status`,
    contentType: "application/strategic-merge-patch+json",
    body: {
      status: {
        phase: "Running",
        startTime: now,
        podIP: "10.99.0.1",
        podIPs: [{ ip: "10.99.0.1" }],
        conditions,
        containerStatuses: [
          { ...status, name: "web", image: container.image, state: { running: { startedAt: now } } },
        ],
      },
    },
  });
  return () => server.send({ method: "DELETE", path: `/api/v1/nodes/${node}` });
}

/** As the shipped rule tells of it. */
export function withoutEndpoints(namespace: string): object {
  const labels = {
    alertname: "ServiceWithoutEndpoints",
    namespace,
    service: "web",
    severity: "warning",
    kube_autofix: "input",
  };
  const annotations = { summary: `Service ${namespace}/web has no endpoint that is ready` };
  const groupLabels = { alertname: labels.alertname, namespace };
  return {
    version: "4",
    receiver: "kube-autofix",
    status: "firing",
    groupKey: `{}:{namespace="${namespace}"}`,
    groupLabels,
    commonLabels: labels,
    commonAnnotations: annotations,
    externalURL: "http://alertmanager.monitoring:9093",
    truncatedAlerts: 0,
    alerts: [
      {
        status: "firing",
        labels,
        annotations,
        startsAt: new Date().toISOString(),
        endsAt: "0001-01-01T00:00:00Z",
        generatorURL: "http://prometheus.monitoring:9090/graph",
        fingerprint: "00000000000000aa",
      },
    ],
  };
}
