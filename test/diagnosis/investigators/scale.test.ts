import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { createMemoryReader } from "../../support/memory-reader.ts";
import { findingOf, investigate, refOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { deployment, podOf } from "../support/routing.ts";
import { ago, NOW } from "../support/workload.ts";

const SERVED = ["metrics.k8s.io/v1beta1 pods"];

function autoscaler(
  plan: {
    max?: number;
    current?: number;
    use?: number;
    conditions?: object[];
    age?: number;
    target?: string;
  } = {},
) {
  const { max = 3, current = 3, use, conditions = [{ type: "ScalingActive", status: "True" }] } = plan;
  const metric = (target: object) => ({ type: "Resource", resource: { name: "cpu", ...target } });
  return object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    metadata: { creationTimestamp: ago(plan.age ?? 3600) },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: plan.target ?? "web" },
      minReplicas: 1,
      maxReplicas: max,
      metrics: [metric({ target: { type: "Utilization", averageUtilization: 70 } })],
    },
    status: {
      currentReplicas: current,
      desiredReplicas: current,
      conditions,
      currentMetrics: use === undefined ? [] : [metric({ current: { averageUtilization: use } })],
    },
  });
}
const capped = [
  { type: "ScalingActive", status: "True" },
  {
    type: "ScalingLimited",
    status: "True",
    reason: "TooManyReplicas",
    message: "the desired replica count is more than the maximum replica count",
  },
];
const blind = (message: string, reason = "FailedGetResourceMetric") => [
  { type: "ScalingActive", status: "False", reason, message, lastTransitionTime: ago(900) },
];
const NO_API =
  "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)";
const sized = deployment("web", { replicas: 3, container: { resources: { requests: { cpu: "100m" } } } });

const look = (objects: KubernetesObject[], serves = SERVED) => {
  const [first] = objects;
  if (first === undefined) throw new Error("nothing to look at");
  return investigate({ reader: createMemoryReader({ objects, serves }), workload: refOf(first), at: NOW });
};

describe("an autoscaler", () => {
  it("at its maximum is proposed a higher one, by arithmetic", async () => {
    const finding = findingOf(await look([autoscaler({ use: 105, conditions: capped }), sized]));
    expect(finding).toMatchObject({
      cause: "autoscaler-at-maximum",
      repair: { type: "SetAutoscalerBounds", isExclusive: false, parameters: { from: 3, to: 5 } },
    });
    expect(finding.sentence).toContain("3 x 1.50 = 5");
  });

  it("is never proposed more than twice its maximum", async () => {
    const { repair } = findingOf(await look([autoscaler({ use: 700, conditions: capped }), sized]));
    expect(repair?.parameters).toMatchObject({ from: 3, to: 6 });
  });

  it.each([
    ["the metrics API is not served", autoscaler({ conditions: blind(NO_API) }), sized, [], /metrics-server/],
    [
      "a container has no request",
      autoscaler({
        conditions: blind(
          "failed to get cpu utilization: missing request for cpu in container main of Pod web-1",
        ),
      }),
      deployment("web"),
      SERVED,
      /container main has no request for cpu/,
    ],
    [
      "something else fails",
      autoscaler({ conditions: blind("no metrics returned from resource metrics API") }),
      sized,
      SERVED,
      /no metrics returned/,
    ],
  ])("that sees nothing, for %s, is a person's", async (_why, one, target, serves, said) => {
    const finding = findingOf(await look([one, target], serves));
    expect(finding).toMatchObject({
      cause: "autoscaler-without-metrics",
      object: { kind: "HorizontalPodAutoscaler" },
      repair: null,
    });
    expect(finding.sentence).toMatch(said);
    expect(finding.advice.length).toBeGreaterThan(0);
  });

  it("of a target that is not there says so, and what is near", async () => {
    const finding = findingOf(await look([autoscaler({ target: "wbe" }), sized]));
    expect(finding).toMatchObject({ cause: "autoscaler-target-missing", repair: null });
    expect(finding.sentence).toContain("There is web");
  });

  it("of a target without replicas leads to the target", async () => {
    const idle = deployment("web", { replicas: 0 });
    const one = autoscaler({
      conditions: blind(
        "scaling is disabled since the replica count of the target is zero",
        "ScalingDisabled",
      ),
    });
    expect(findingOf(await look([one, idle]))).toMatchObject({
      cause: "scaled-to-zero",
      object: { kind: "Deployment" },
    });
  });

  it.each([
    ["at its maximum without need", autoscaler({ use: 40, conditions: capped.slice(0, 1) }), "healthy"],
    ["below its maximum", autoscaler({ current: 1, use: 60 }), "healthy"],
    ["that has only just been made", autoscaler({ age: 60, conditions: blind(NO_API) }), "wait"],
  ])("%s is no fault", async (_what, one, kind) => {
    expect((await look([one, sized])).kind).toBe(kind);
  });
});

describe("a disruption budget", () => {
  const budget = (spec: object, status: object, age = 3600) =>
    object("policy/v1", "PodDisruptionBudget", "web", {
      metadata: { creationTimestamp: ago(age) },
      spec: { selector: { matchLabels: { app: "web" } }, ...spec },
      status: { disruptionsAllowed: 0, ...status },
    });
  const full = { expectedPods: 3, currentHealthy: 3, desiredHealthy: 3 };

  it.each([
    ["all replicas by number", { minAvailable: 3 }, full, { field: "minAvailable", from: 3, to: 2 }],
    [
      "more than there are",
      { minAvailable: 5 },
      { ...full, desiredHealthy: 5 },
      { field: "minAvailable", from: 5, to: 2 },
    ],
    [
      "all replicas by share",
      { minAvailable: "100%" },
      full,
      { field: "minAvailable", from: "100%", to: "66%" },
    ],
    ["that none may be away", { maxUnavailable: 0 }, full, { field: "maxUnavailable", from: 0, to: 1 }],
  ])("that asks for %s is proposed to let one be away", async (_what, spec, status, parameters) => {
    const finding = findingOf(await lookAt([budget(spec, status)]));
    expect(finding).toMatchObject({
      cause: "budget-unsatisfiable",
      repair: { type: "SetBudget", isExclusive: false, parameters },
    });
  });

  it("of one pod is a person's choice between two pods and an outage", async () => {
    const one = { expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 };
    const finding = findingOf(await lookAt([budget({ minAvailable: 1 }, one)]));
    expect(finding).toMatchObject({ cause: "budget-unsatisfiable", repair: null });
    expect(finding.advice.length).toBeGreaterThan(1);
  });

  it("whose pods are ill leads to their workload", async () => {
    const web = deployment("web", { replicas: 3 });
    const status = { expectedPods: 3, currentHealthy: 2, desiredHealthy: 2 };
    const finding = findingOf(
      await lookAt([budget({ minAvailable: 2 }, status), web, podOf(web, false)], { openedAt: ago(1800) }),
    );
    expect(finding).toMatchObject({ object: { kind: "Deployment", name: "web" }, repair: null });
  });

  it.each([
    ["matches no pod", { expectedPods: 0 }, 3600, "healthy"],
    ["allows some", { ...full, disruptionsAllowed: 1 }, 3600, "healthy"],
    ["has only just been made", full, 30, "wait"],
    ["has used up what it allows", { expectedPods: 3, currentHealthy: 3, desiredHealthy: 2 }, 3600, "wait"],
  ])("that %s is no fault", async (_what, status, age, kind) => {
    expect((await lookAt([budget({ minAvailable: 2 }, status, age)])).kind).toBe(kind);
  });
});
