import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario, Vary } from "../scenario.ts";

const BY_CPU = [
  { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
];

function autoscaler(
  vary: Vary,
  name: string,
  target: string,
  bounds: { min: number; max: number; metrics?: object[] },
) {
  return other(vary, "autoscaling/v2", "HorizontalPodAutoscaler", name, {
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: target },
      minReplicas: bounds.min,
      maxReplicas: bounds.max,
      metrics: bounds.metrics ?? BY_CPU,
    },
  });
}

const sized = (vary: Vary, name: string, resources: object, replicas: number) =>
  deployment(vary, name, { replicas, containers: [container(vary, name, { resources })] });

const CPU = { requests: { cpu: "200m", memory: "64Mi" } };

/** Autoscalers that cannot see, cannot act, or are at the end of what they may do. */
export const AUTOSCALING: Scenario[] = [
  {
    // No metrics server: nothing in the namespace can be changed to mend that.
    name: "autoscaler-without-a-metrics-server",
    family: "scale",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const hpa = vary.pick([name, `${name}-hpa`]);
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [sized(vary, name, CPU, 2), autoscaler(vary, hpa, name, { min: 2, max: 6 })],
          },
        ],
        cluster: { hasMetrics: false },
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["autoscaler-without-metrics"],
          object: { kind: "HorizontalPodAutoscaler", name: hpa },
        },
      };
    },
  },
  {
    // What it scales by comes from an adapter that nobody installed, or that does not know it.
    name: "autoscaler-by-a-metric-that-no-adapter-serves",
    family: "scale",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const target = { type: "AverageValue", averageValue: "30" };
      const metric = { name: vary.pick(["queue_length", "http_requests_per_second"]) };
      const metrics = vary.pick([
        [{ type: "Pods", pods: { metric, target } }],
        [{ type: "External", external: { metric, target } }],
      ]);
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [sized(vary, name, CPU, 2), autoscaler(vary, name, name, { min: 2, max: 6, metrics })],
          },
        ],
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["autoscaler-without-metrics"],
          object: { kind: "HorizontalPodAutoscaler", name },
        },
      };
    },
  },
  {
    // The share of a request cannot be worked out where there is none; how much is right, the owner must say.
    name: "autoscaler-over-containers-without-a-request",
    family: "scale",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [
              sized(vary, name, { requests: { memory: "64Mi" } }, 2),
              autoscaler(vary, name, name, { min: 2, max: 5 }),
            ],
          },
        ],
        alert: { alertname: "KubeHpaMetricsUnavailable", horizontalpodautoscaler: name },
        cluster: { hasMetrics: true },
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["autoscaler-without-metrics"],
          object: { kind: "HorizontalPodAutoscaler", name },
        },
      };
    },
  },
  {
    name: "autoscaler-of-a-deployment-that-was-renamed",
    family: "scale",
    needs: "nodes",
    play(vary) {
      const [name, former] = [vary.name("api"), vary.name("service")];
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [sized(vary, name, CPU, 2), autoscaler(vary, former, former, { min: 2, max: 6 })],
          },
        ],
        cluster: { hasMetrics: true },
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["autoscaler-target-missing"],
          object: { kind: "HorizontalPodAutoscaler", name: former },
        },
      };
    },
  },
  {
    name: "autoscaler-at-its-maximum-under-load",
    family: "scale",
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const max = vary.integer(2, 3);
      const object = { kind: "HorizontalPodAutoscaler", name };
      return {
        before: [
          sized(vary, name, CPU, 1),
          autoscaler(vary, name, name, { min: 1, max }),
          ...neighbours(vary),
        ],
        healthySeconds: 90,
        steps: [
          {
            afterSeconds: 0,
            // More than the maximum of replicas can carry at 70 %.
            load: [{ workload: name, cpuMillicores: max * 140 + 100 }],
          },
        ],
        alert: { alertname: "KubeHpaMaxedOut", horizontalpodautoscaler: name },
        cluster: { hasMetrics: true },
        withinSeconds: 1800,
        expected: {
          outcome: "proposed",
          causes: ["autoscaler-at-maximum"],
          object,
          finally: (read) =>
            ((read(object)?.spec as { maxReplicas?: number } | undefined)?.maxReplicas ?? 0) > max
              ? undefined
              : "its maximum was not raised",
        },
      };
    },
  },
  {
    // At its maximum and served well: the alert is stale, and nothing needs more.
    name: "autoscaler-at-its-maximum-without-need",
    family: "scale",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      return {
        before: [
          sized(vary, name, CPU, 2),
          autoscaler(vary, name, name, { min: 2, max: 2 }),
          ...neighbours(vary),
        ],
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: { alertname: "KubeHpaMaxedOut", horizontalpodautoscaler: name },
        cluster: { hasMetrics: true },
        withinSeconds: 900,
        expected: {
          outcome: "nothing",
          causes: [],
          object: null,
          finally: holds({ kind: "HorizontalPodAutoscaler", name }, "spec.maxReplicas", 2),
        },
      };
    },
  },
];
