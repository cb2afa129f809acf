import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { deployment } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const cpu = (request: string) => ({ resources: { requests: { cpu: request } } });
const target = {
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } },
};
const scaler = (spec: object = {}) => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
    maxReplicas: 5,
    metrics: [target],
    ...spec,
  },
});
const budget = (spec: object) => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name: "web", namespace: "shop" },
  spec: { selector: { matchLabels: { app: "web" } }, ...spec },
});
const found = ({ read }: Simulation) =>
  read("/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers/web");
const replicas = async ({ read }: Simulation) =>
  ((await read("/apis/apps/v1/namespaces/shop/deployments/web")).spec as { replicas: number }).replicas;

describe("a HorizontalPodAutoscaler", () => {
  // Each text is what a real controller of 1.34 wrote for the same object.
  it.each([
    [
      "the cluster has no metrics",
      { hasMetrics: false },
      [deployment("web", cpu("100m")), scaler()],
      "ScalingActive",
      "FailedGetResourceMetric",
      "the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
    ],
    [
      "its target is not there",
      {},
      [scaler()],
      "AbleToScale",
      "FailedGetScale",
      `the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
    ],
    [
      "its target's kind is not there",
      {},
      [scaler({ scaleTargetRef: { apiVersion: "apps/v1", kind: "Deploymint", name: "web" } })],
      "AbleToScale",
      "FailedGetScale",
      `the HPA controller was unable to get the target's current scale: no matches for kind "Deploymint" in group "apps"`,
    ],
    [
      "its target is at zero",
      {},
      [deployment("web", cpu("100m"), { replicas: 0 }), scaler()],
      "ScalingActive",
      "ScalingDisabled",
      "scaling is disabled since the replica count of the target is zero",
    ],
    [
      "nobody serves its metric",
      {},
      [
        deployment("web"),
        scaler({
          metrics: [
            {
              type: "Pods",
              pods: { metric: { name: "rps" }, target: { type: "AverageValue", averageValue: "10" } },
            },
          ],
        }),
      ],
      "ScalingActive",
      "FailedGetPodsMetric",
      "the HPA was unable to compute the replica count: unable to get metric rps: unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered",
    ],
  ])("says why it does not scale: %s", async (_, options, objects, type, reason, message) => {
    const simulation = await openSimulation({ hasMetrics: true, ...options });
    await simulation.cluster.apply(objects);
    simulation.clock.advance(35_000);
    expect(condition(await found(simulation), type)).toMatchObject({ status: "False", reason, message });
  });

  it("names the container that requests nothing", async () => {
    const simulation = await openSimulation({ hasMetrics: true });
    await simulation.cluster.apply([deployment("web"), scaler()]);
    simulation.clock.advance(35_000);
    const [pod] = await simulation.pods();
    expect(condition(await found(simulation), "ScalingActive")?.message).toBe(
      `the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container web of Pod ${pod?.metadata.name}`,
    );
  });

  it("follows the load up to its maximum, says so, and comes down again later", async () => {
    const simulation = await openSimulation({ hasMetrics: true });
    const { cluster, clock } = simulation;
    await cluster.apply([deployment("web", cpu("100m"), { replicas: 1 }), scaler()]);
    clock.advance(30_000);
    cluster.load({ workload: "web", cpuMillicores: 600 });
    clock.advance(300_000);
    expect(await replicas(simulation)).toBe(5);
    const busy = await found(simulation);
    expect(condition(busy, "ScalingLimited")).toMatchObject({
      ...{ status: "True", reason: "TooManyReplicas" },
      message: "the desired replica count is more than the maximum replica count",
    });
    expect(busy.status).toMatchObject({
      ...{ currentReplicas: 5, desiredReplicas: 5 },
      currentMetrics: [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: 120 } } }],
    });
    cluster.load({ workload: "web", cpuMillicores: 50 });
    clock.advance(60_000);
    expect(await replicas(simulation)).toBe(5);
    clock.advance(600_000);
    expect(await replicas(simulation)).toBe(1);
  });
});

describe("a PodDisruptionBudget", () => {
  const state = async ({ read }: Simulation) =>
    (await read("/apis/policy/v1/namespaces/shop/poddisruptionbudgets/web")) as KubernetesObject;
  const evict = async (simulation: Simulation) => {
    const [pod] = await simulation.pods();
    const { name = "" } = pod?.metadata ?? {};
    const answer = await fetch(`${simulation.url}/api/v1/namespaces/shop/pods/${name}/eviction`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        apiVersion: "policy/v1",
        kind: "Eviction",
        metadata: { name, namespace: "shop" },
      }),
    });
    return { code: answer.status, body: (await answer.json()) as object };
  };

  it.each([
    [
      "that can never be met",
      { minAvailable: 2 },
      { currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 },
      "InsufficientPods",
    ],
    [
      "of all",
      { minAvailable: "100%" },
      { currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0 },
      "InsufficientPods",
    ],
    [
      "that lets one go",
      { maxUnavailable: 1 },
      { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1 },
      "SufficientPods",
    ],
  ])("%s says so", async (_, spec, status, reason) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([deployment("web", {}, { replicas: 2 }), budget(spec)]);
    simulation.clock.advance(20_000);
    const object = await state(simulation);
    expect(object.status).toMatchObject({ ...status, expectedPods: 2 });
    expect(condition(object, "DisruptionAllowed")).toMatchObject({ reason });
  });

  it("refuses the eviction of a pod it needs, in the words of the API server", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([deployment("web"), budget({ minAvailable: 1 })]);
    simulation.clock.advance(20_000);
    expect(await evict(simulation)).toEqual({
      code: 429,
      body: {
        ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" },
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        reason: "TooManyRequests",
        details: {
          causes: [
            {
              reason: "DisruptionBudget",
              message: "The disruption budget web needs 1 healthy pods and has 1 currently",
            },
          ],
        },
        code: 429,
      },
    });
  });

  it.each([
    ["IfHealthyBudget", 429],
    ["AlwaysAllow", 201],
  ])(
    "with %s answers the eviction of an unready pod, while it is disrupted, with %d",
    async (policy, code) => {
      const simulation = await openSimulation();
      simulation.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "never-ready" } });
      await simulation.cluster.apply([
        deployment("web"),
        budget({ minAvailable: 1, unhealthyPodEvictionPolicy: policy }),
      ]);
      simulation.clock.advance(20_000);
      expect((await evict(simulation)).code).toBe(code);
    },
  );
});
