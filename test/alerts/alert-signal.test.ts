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

function symptom(labels: Record<string, string>): string {
  const signal = signalOfAlert(alert({ namespace: "shop", pod: "web-1", ...labels }), {});
  return "reason" in signal ? signal.reason : signal.symptom;
}

describe("the symptom of an alert", () => {
  it.each([
    [{ alertname: "KubePodOOMKilled" }, "oom-killed"],
    [{ alertname: "Whatever", reason: "OOMKilled" }, "oom-killed"],
    [{ alertname: "KubeContainerWaiting", reason: "ImagePullBackOff" }, "image-not-pulled"],
    [{ alertname: "KubeContainerWaiting" }, "not-ready"],
    [{ alertname: "KubePodCrashLooping" }, "crash-looping"],
    [{ alertname: "container_oom_events_total_increased" }, "oom-killed"],
    [{ alertname: "OurServiceOutOfMemory" }, "oom-killed"],
    [{ alertname: "KubeNodeNotReady" }, "node-not-ready"],
    [{ alertname: "KubernetesPersistentvolumeclaimPending" }, "claim-pending"],
    [{ alertname: "KubePersistentVolumeFillingUp" }, "volume-full"],
    [{ alertname: "KubeHpaMaxedOut" }, "autoscaler-at-maximum"],
    [{ alertname: "KubernetesHpaMetricsUnavailability" }, "autoscaler-blind"],
    [{ alertname: "CPUThrottlingHigh" }, "cpu-throttled"],
    [{ alertname: "Checkout5xxRatio" }, "errors-high"],
    [{ alertname: "TeamPvcAlmostFull" }, "volume-full"],
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
