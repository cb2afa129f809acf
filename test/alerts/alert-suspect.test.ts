import { describe, expect, it } from "vitest";
import { signalOfAlert } from "../../src/alerts/alert-signal.ts";
import type { Alert } from "../../src/alerts/alertmanager-payload.ts";

const alert = (labels: Record<string, string>, change: Partial<Alert> = {}): Alert => ({
  status: "firing",
  labels,
  annotations: {},
  startsAt: "2026-11-22T14:43:36Z",
  generatorURL: "",
  fingerprint: "f1",
  ...change,
});

const KSM = {
  job: "kube-state-metrics",
  instance: "10.0.0.7:8080",
  pod: "kube-state-metrics-6c9b-xyz12",
  container: "kube-state-metrics",
  service: "kube-state-metrics",
};

function subject(labels: Record<string, string>): string {
  const signal = signalOfAlert(alert(labels), {});
  if ("reason" in signal) return `reason: ${signal.reason}`;
  const { kind, namespace, name, container } = signal.suspect;
  return [kind, `${namespace}/${name}`, ...(container === "" ? [] : [container])].join(" ");
}

describe("the suspect of an alert", () => {
  it.each<[string, Record<string, string>, string]>([
    [
      "a pod",
      { alertname: "KubePodOOMKilled", namespace: "shop", pod: "web-1", container: "app" },
      "Pod shop/web-1 app",
    ],
    [
      "the pod that kube-state-metrics speaks of, where it honours labels",
      { ...KSM, alertname: "KubePodCrashLooping", namespace: "shop", pod: "web-1", container: "app" },
      "Pod shop/web-1 app",
    ],
    [
      "the exported pod, where it does not",
      {
        ...KSM,
        namespace: "monitoring",
        exported_namespace: "shop",
        exported_pod: "web-1",
        exported_container: "app",
      },
      "Pod shop/web-1 app",
    ],
    [
      "the exported pod without a container, for the container label is the exporter's",
      { ...KSM, namespace: "monitoring", exported_namespace: "shop", exported_pod: "web-1" },
      "Pod shop/web-1",
    ],
    [
      "the deployment next to the exporter's own pod",
      { ...KSM, alertname: "KubeDeploymentReplicasMismatch", namespace: "shop", deployment: "web" },
      "Deployment shop/web",
    ],
    [
      "the exporter itself when it crashes",
      { ...KSM, alertname: "KubePodCrashLooping", namespace: "monitoring" },
      "Pod monitoring/kube-state-metrics-6c9b-xyz12 kube-state-metrics",
    ],
    [
      "a Job by job_name and never by job",
      { ...KSM, namespace: "shop", job_name: "import" },
      "Job shop/import",
    ],
    [
      "a claim",
      {
        alertname: "KubePersistentVolumeFillingUp",
        namespace: "shop",
        persistentvolumeclaim: "data",
        node: "n1",
      },
      "PersistentVolumeClaim shop/data",
    ],
    [
      "an autoscaler",
      { ...KSM, namespace: "shop", horizontalpodautoscaler: "web" },
      "HorizontalPodAutoscaler shop/web",
    ],
    [
      "a node of node-problem-detector",
      {
        alertname: "OOMKilling",
        job: "node-problem-detector",
        pod: "npd-1",
        namespace: "kube-system",
        node: "n1",
      },
      "Node /n1",
    ],
    [
      "the workload of a recording rule",
      { namespace: "shop", workload: "db", workload_type: "statefulset", pod: "db-0" },
      "StatefulSet shop/db",
    ],
    ["a service", { namespace: "shop", service: "web", job: "web" }, "Service shop/web"],
    [
      "the callee that a mesh tells of",
      {
        alertname: "HighErrorRate",
        namespace: "front",
        pod: "front-1",
        destination_service_name: "cart",
        destination_service_namespace: "shop",
      },
      "Service shop/cart",
    ],
    [
      "the Service of errors, before the pod that counted them",
      { alertname: "HighErrorRate", namespace: "shop", service: "web", pod: "web-1" },
      "Service shop/web",
    ],
    [
      "the Service of an Endpoints object",
      { ...KSM, alertname: "KubeEndpointAddressNotReady", namespace: "shop", endpoint: "web" },
      "Service shop/web",
    ],
    ["an Ingress", { ...KSM, namespace: "shop", ingress: "front" }, "Ingress shop/front"],
    [
      "a budget",
      { ...KSM, alertname: "KubePdbNotEnoughHealthyPods", namespace: "shop", poddisruptionbudget: "web" },
      "PodDisruptionBudget shop/web",
    ],
    [
      "a quota",
      {
        ...KSM,
        alertname: "KubeQuotaExceeded",
        namespace: "shop",
        resourcequota: "compute",
        resource: "pods",
      },
      "ResourceQuota shop/compute",
    ],
    ["a namespace", { ...KSM, alertname: "KubeNamespaceTerminating", namespace: "old" }, "Namespace /old"],
    [
      "a volume",
      { ...KSM, alertname: "KubePersistentVolumeErrors", namespace: "monitoring", persistentvolume: "pv-1" },
      "PersistentVolume /pv-1",
    ],
    [
      "what is named by its kind",
      { alertname: "Homemade", namespace: "shop", kind: "StatefulSet", name: "db" },
      "StatefulSet shop/db",
    ],
    ["no sandbox container", { namespace: "shop", pod: "web-1", container: "POD" }, "Pod shop/web-1"],
  ])("is %s", (_name, labels, expected) => {
    expect(subject(labels)).toBe(expected);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "no label names an object",
      { alertname: "Watchdog", severity: "none" },
      /no label names a Kubernetes object/,
    ],
    [
      "only the exporter is named",
      { ...KSM, alertname: "KubeStateMetricsSlow", namespace: "monitoring" },
      /exporter/,
    ],
    ["the namespace is missing", { pod: "web-1" }, /no namespace/],
    [
      "a name holds control characters",
      { namespace: "shop", pod: "web\n\u001b[31m-1" },
      /label pod holds no valid name/,
    ],
    ["a name is a path", { namespace: "../kube-system", pod: "web-1" }, /namespace that is no valid name/],
  ])("is a reason where %s", (_name, labels, reason) => {
    expect(subject(labels)).toMatch(reason);
  });
});
