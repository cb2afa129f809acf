import { describe, expect, it } from "vitest";
import type { Signal } from "../../../src/domain/signal.ts";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { lookAtObjects, objectsOf } from "../support/classic.ts";
import { ago, container, event, type PodPlan, running, status } from "../support/workload.ts";

const limited = (cpu: string) => ({ ...container(), resources: { limits: { cpu } } });
const ready: PodPlan = {
  ready: true,
  statuses: [status({ state: running(900), lastState: {}, restartCount: 0 })],
};
const usage = (cpu: string): KubernetesObject => ({
  apiVersion: "metrics.k8s.io/v1beta1",
  kind: "PodMetrics",
  metadata: { name: "web-a-1", namespace: "shop", labels: { app: "web" } },
  containers: [{ name: "web", usage: { cpu, memory: "10Mi" } }],
});
const signal = (symptom: Signal["symptom"]): Signal => ({
  id: "s",
  alertId: "a",
  key: "k",
  source: "alertmanager",
  symptom,
  suspect: {
    apiVersion: "v1",
    kind: "Pod",
    namespace: "shop",
    name: "web-a-1",
    uid: "",
    container: "web",
    labels: {},
  },
  at: ago(60),
  detail: "",
});
const timedOut = event(
  { kind: "Pod", name: "web-a-1", container: "web" },
  {
    reason: "Unhealthy",
    message: 'Liveness probe failed: Get "http://10.0.0.1/": context deadline exceeded',
    from: 300,
    to: 5,
  },
);

async function look(cpu: string, used: string | undefined, more: KubernetesObject[], signals: Signal[]) {
  const objects = [
    ...objectsOf({ spec: { containers: [limited(cpu)] }, pods: [ready] }),
    ...(used === undefined ? [] : [usage(used)]),
    ...more,
  ];
  return lookAtObjects(objects, { serves: ["metrics.k8s.io/v1beta1 pods"] }, { openedAt: ago(400), signals });
}

describe("a container at its CPU limit", () => {
  it("that misses its probes is proposed a higher one", async () => {
    expect(await look("100m", "98000000n", [timedOut], [signal("probe-failing")])).toMatchObject({
      kind: "finding",
      finding: {
        cause: "cpu-limit-too-low",
        repair: {
          type: "SetResources",
          isExclusive: false,
          parameters: {
            changes: [{ container: "web", bound: "limits", resource: "cpu", from: "100m", to: "200m" }],
          },
        },
      },
    });
  });

  it("is told by an alert of throttling, less surely where nothing was measured", async () => {
    expect(await look("100m", "97m", [], [signal("cpu-throttled")])).toMatchObject({
      finding: { confidence: 0.8 },
    });
    expect(await look("100m", undefined, [], [signal("cpu-throttled")])).toMatchObject({
      finding: { confidence: 0.62 },
    });
  });

  it.each<[string, string, KubernetesObject[], Signal[]]>([
    ["uses little of it, though probes time out", "20m", [timedOut], [signal("probe-failing")]],
    ["is at it, and nobody complains", "99m", [], []],
  ])("is not at fault where it %s", async (_name, used, more, signals) => {
    const conclusion = await look("100m", used, more, signals);
    if (conclusion.kind === "finding") expect(conclusion.finding.cause).not.toBe("cpu-limit-too-low");
  });

  it("is asked of Prometheus too, where that is set", async () => {
    const answers = async (url: string | URL | Request) => {
      const isThrottling = decodeURIComponent(String(url)).includes("throttled");
      const result = isThrottling
        ? [{ metric: { pod: "web-a-1", container: "web" }, value: [1, "0.61"] }]
        : [];
      return Response.json({ status: "success", data: { result } });
    };
    const objects = objectsOf({ spec: { containers: [limited("250m")] }, pods: [ready] });
    const scene = {
      openedAt: ago(400),
      signals: [signal("cpu-throttled")],
      prometheusUrl: "http://p",
      fetch: answers,
    };
    const conclusion = await lookAtObjects(objects, {}, scene);
    expect(conclusion).toMatchObject({ finding: { cause: "cpu-limit-too-low" } });
    expect(conclusion.kind === "finding" && conclusion.finding.sentence).toContain("61 %");
  });
});
