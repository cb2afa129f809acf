import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { other } from "../objects/other-objects.ts";
import { served } from "../objects/served.ts";
import { container, deployment } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Disruption budgets that can never be met, or only seem so. */
export const BUDGETS: Scenario[] = [
  {
    name: "budget-that-asks-for-more-than-there-is",
    family: "scale",
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api", { replicas: 2 });
      const object = { kind: "PodDisruptionBudget", name };
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [
              other(vary, "policy/v1", "PodDisruptionBudget", name, {
                spec: {
                  selector: { matchLabels: vary.labels(name) },
                  ...vary.pick([{ minAvailable: 3 }, { minAvailable: 4 }]),
                },
              }),
            ],
          },
        ],
        withinSeconds: 1800,
        expected: { outcome: "proposed", causes: ["budget-unsatisfiable"], object },
      };
    },
  },
  {
    name: "budget-of-all-replicas-found-by-an-alert",
    family: "scale",
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api", { replicas: 3 });
      const budget = `${name}-pdb`;
      const object = { kind: "PodDisruptionBudget", name: budget };
      const spec = vary.pick([{ minAvailable: "100%" }, { maxUnavailable: 0 }, { minAvailable: 3 }]);
      return {
        before: [
          ...objects,
          other(vary, "policy/v1", "PodDisruptionBudget", budget, {
            spec: { selector: { matchLabels: vary.labels(name) }, ...spec },
          }),
          ...neighbours(vary),
        ],
        healthySeconds: 60,
        behaviours: [rule],
        steps: [{ afterSeconds: 0, behave: [] }],
        alert: { alertname: "KubePdbNotEnoughHealthyPods", poddisruptionbudget: budget },
        expected: { outcome: "proposed", causes: ["budget-unsatisfiable"], object },
      };
    },
  },
  {
    // No eviction is allowed because pods are ill, not because the budget is wrong.
    name: "budget-without-room-because-the-release-crashes",
    family: "scale",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const { name, app, front, rule } = served(vary, "api", { replicas: 2 });
      const bad = vary.image(name, "2.0.0");
      const spec = {
        strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      };
      const release = (image: string) =>
        deployment(vary, name, {
          replicas: 2,
          spec,
          containers: app.spec.template.spec.containers.map((one) => ({ ...one, image })),
        });
      const object = { kind: "Deployment", name };
      return {
        before: [
          release(vary.image(name, "1.4.2")),
          front,
          other(vary, "policy/v1", "PodDisruptionBudget", name, {
            spec: { minAvailable: 1, selector: { matchLabels: vary.labels(name) } },
          }),
          ...neighbours(vary),
        ],
        healthySeconds: vary.integer(660, 900),
        behaviours: [
          rule,
          behaves(
            vary,
            name,
            { kind: "crashes", afterMs: 1_500, exitCode: 2, log: ["fatal: schema version 41 expected"] },
            { image: bad },
          ),
        ],
        steps: [{ afterSeconds: 0, apply: [release(bad)] }],
        alert: { alertname: "KubePdbAtLimit", poddisruptionbudget: name },
        expected: {
          outcome: "repaired",
          causes: ["bad-release", "application-crash"],
          object,
          finally: holds(object, "status.readyReplicas", 2),
        },
      };
    },
  },
  {
    name: "budget-of-all-replicas-while-the-workload-grows",
    family: "scale",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const port = vary.port();
      const app = deployment(vary, name, {
        replicas: 2,
        containers: [
          container(vary, name, {
            ports: [{ containerPort: port }],
            readinessProbe: { tcpSocket: { port }, periodSeconds: 5 },
          }),
        ],
      });
      const budget = other(vary, "policy/v1", "PodDisruptionBudget", name, {
        spec: { minAvailable: 2, selector: { matchLabels: vary.labels(name) } },
      });
      const startsAfterMs = vary.integer(40, 60) * 1000;
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, { kind: "serves", ports: [{ port }], startsAfterMs })],
        steps: [
          { afterSeconds: 0, apply: [app, budget] },
          { afterSeconds: 30, patch: { kind: "Deployment", name }, with: { spec: { replicas: 4 } } },
        ],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "budget-over-no-pods",
    family: "scale",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("batch");
      return {
        before: neighbours(vary),
        steps: [
          {
            afterSeconds: 0,
            apply: [
              other(vary, "policy/v1", "PodDisruptionBudget", name, {
                spec: { minAvailable: 1, selector: { matchLabels: vary.labels(name) } },
              }),
            ],
          },
        ],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
