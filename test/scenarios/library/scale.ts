import { all, holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { caller, served } from "../objects/served.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Workloads that have no replicas, by mistake or by design. */
export const SCALE: Scenario[] = [
  {
    name: "scaled-to-zero-behind-its-service",
    family: "scale",
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api", { replicas: 2 });
      const object = { kind: "Deployment", name };
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } }],
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object,
          finally: (read) =>
            ((read(object)?.status as { readyReplicas?: number } | undefined)?.readyReplicas ?? 0) > 0
              ? undefined
              : "it has no ready replica",
        },
      };
    },
  },
  {
    // The alert names the caller that fails; nothing of it is changed.
    name: "dependency-scaled-to-zero-while-the-alert-names-the-caller",
    family: "scale",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const back = served(vary, "store", { replicas: 1 });
      const front = caller(vary, "frontend", [{ host: back.name, port: back.servicePort }], {
        orElse: vary.pick(["not-ready", "exits"]),
        env: [{ name: "STORE_ADDR", value: `${back.name}:${back.servicePort}` }],
      });
      const object = { kind: "Deployment", name: back.name };
      return {
        before: [...back.objects, front.app, ...neighbours(vary)],
        healthySeconds: 120,
        behaviours: [back.rule, front.rule],
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } }],
        alert: { alertname: "HighErrorRate", deployment: front.name, severity: "critical" },
        expected: {
          outcome: "proposed",
          causes: ["scaled-to-zero"],
          object,
          finally: all(
            holds(object, "spec.replicas", 1),
            holds({ kind: "Deployment", name: front.name }, "status.readyReplicas", 1),
          ),
        },
      };
    },
  },
  {
    name: "scaled-to-zero-by-design",
    family: "scale",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const object = { kind: "Deployment", name };
      return {
        before: [
          deployment(vary, name, { replicas: 2, containers: [container(vary, name)] }),
          ...neighbours(vary),
        ],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } }],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    // Nobody is turned away: there never was a workload behind it with more than none, and an autoscaler wakes it.
    name: "scaled-to-zero-and-back-within-a-minute",
    family: "scale",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api", { replicas: 2 });
      const object = { kind: "Deployment", name };
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [
          { afterSeconds: 0, patch: object, with: { spec: { replicas: 0 } } },
          { afterSeconds: vary.integer(30, 45), patch: object, with: { spec: { replicas: 2 } } },
        ],
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
