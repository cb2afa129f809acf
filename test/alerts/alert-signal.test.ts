import fc from "fast-check";
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

function symptom(labels: Record<string, string>): string {
  const signal = signalOfAlert(alert({ namespace: "shop", pod: "web-1", ...labels }), {});
  return "reason" in signal ? signal.reason : signal.symptom;
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

describe("the symptom of an alert", () => {
  it.each([
    [{ alertname: "KubePodOOMKilled" }, "oom-killed"],
    [{ alertname: "Whatever", reason: "OOMKilled" }, "oom-killed"],
    [{ alertname: "KubeContainerWaiting", reason: "ImagePullBackOff" }, "image-not-pulled"],
    [{ alertname: "KubeContainerWaiting" }, "not-ready"],
    [{ alertname: "KubePodCrashLooping" }, "crash-looping"],
    [{ alertname: "container_oom_events_total_increased" }, "oom-killed"],
    [{ alertname: "OurServiceOutOfMemory" }, "oom-killed"],
    [{ alertname: "SomethingElse" }, "other"],
    [{}, "other"],
  ])("%o is %s", (labels, expected) => {
    expect(symptom(labels)).toBe(expected);
  });
});

describe("an alert", () => {
  const labels = { alertname: "KubePodOOMKilled", namespace: "shop", pod: "web-1" };

  it("of another cluster opens nothing when ours has a name", () => {
    expect(signalOfAlert(alert({ ...labels, cluster: "green" }), { clusterName: "blue" })).toEqual({
      reason: "the alert is of cluster green, not of blue",
    });
    expect(signalOfAlert(alert({ ...labels, cluster: "blue" }), { clusterName: "blue" })).toHaveProperty(
      "key",
    );
    expect(signalOfAlert(alert({ ...labels, cluster: "green" }), {})).toHaveProperty("key");
    expect(signalOfAlert(alert(labels), { clusterName: "blue" })).toHaveProperty("key");
  });

  it("that is resolved is no symptom", () => {
    expect(signalOfAlert(alert(labels, { status: "resolved" }), {})).toHaveProperty("reason");
  });

  it("is known by its fingerprint and start, however often and with whatever text it comes", () => {
    const first = signalOfAlert(alert(labels), {});
    const again = signalOfAlert(
      alert(labels, { annotations: { summary: "new" }, startsAt: "2026-11-22T15:43:36+01:00" }),
      {},
    );
    expect(first).toHaveProperty("key", "alert:f1:2026-11-22T14:43:36.000Z");
    expect(again).toHaveProperty("key", "alert:f1:2026-11-22T14:43:36.000Z");
  });

  it("tells its summary in one redacted line", () => {
    const summary = `memory\nused password=hunter2secret ${"x".repeat(500)}`;
    const signal = signalOfAlert(alert(labels, { annotations: { summary } }), {});
    if ("reason" in signal) throw new Error(signal.reason);
    expect(signal.detail).toMatch(/^KubePodOOMKilled: memory used password/);
    expect(signal.detail).not.toMatch(/hunter2secret|\n/);
    expect(signal.detail.length).toBeLessThanOrEqual(300);
  });
});

describe("labels that somebody made up", () => {
  it("give a valid object name or a reason, and never an error", () => {
    const names = [
      "alertname",
      "namespace",
      "exported_namespace",
      "pod",
      "exported_pod",
      "deployment",
      "node",
      "job",
      "job_name",
      "container",
      "workload_type",
      "workload",
      "reason",
      "uid",
      "cluster",
      "__proto__",
      "constructor",
    ];
    const values = fc.oneof(
      fc.constantFrom("web-1", "shop", "kube-state-metrics", "deployment", "OOMKilled", "../x", ""),
      fc.string({ unit: "binary", maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), values), (labels) => {
        const signal = signalOfAlert(alert(labels), { clusterName: "blue" });
        if ("reason" in signal) expect(signal.reason).not.toBe("");
        else expect(signal.suspect.name).toMatch(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/);
      }),
      { numRuns: 500 },
    );
  });
});
