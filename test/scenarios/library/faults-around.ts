import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nodes } from "../objects/nodes.ts";
import { other } from "../objects/other-objects.ts";
import { served } from "../objects/served.ts";
import { mistypedLabels, typo } from "../objects/typo.ts";
import { container, deployment, nameOf } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

const tight = { requests: { cpu: "25m", memory: "32Mi" }, limits: { memory: "64Mi" } };
const hungry = { kind: "needs-memory", mebibytes: 96, afterMs: 4_000, killed: "main" } as const;

/** Two faults that have nothing to do with each other, of which the second shows when the first is mended. */
export const FAULTS_AROUND: Scenario[] = [
  {
    name: "selector-and-target-port-of-one-service",
    family: "many",
    needs: "nodes",
    play(vary) {
      const { name, port, app, front, rule } = served(vary, "api", { byName: false });
      const object = { kind: "Service", name };
      const ports = front.spec.ports.map((one) => ({ ...one, targetPort: port + 1 }));
      return {
        before: neighbours(vary),
        behaviours: [rule],
        steps: [
          {
            afterSeconds: 0,
            apply: [app, { ...front, spec: { ...front.spec, selector: mistypedLabels(vary, name), ports } }],
          },
        ],
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object,
          secondly: {
            outcome: "repaired",
            causes: ["service-port-wrong"],
            object,
            finally: holds(object, "spec.ports.0.targetPort", port),
          },
        },
      };
    },
  },
  {
    name: "memory-of-the-workload-and-port-of-its-service",
    family: "many",
    needs: "simulated",
    play(vary) {
      const { name, port, app, front, rule } = served(vary, "worker", {
        replicas: 1,
        byName: false,
        container: { resources: tight },
      });
      const object = { kind: "Service", name };
      const ports = front.spec.ports.map((one) => ({ ...one, targetPort: port + 5 }));
      return {
        before: neighbours(vary),
        behaviours: [rule, behaves(vary, name, hungry)],
        steps: [{ afterSeconds: 0, apply: [app, { ...front, spec: { ...front.spec, ports } }] }],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          secondly: {
            outcome: "repaired",
            causes: ["service-port-wrong"],
            object,
            finally: holds(object, "spec.ports.0.targetPort", port),
          },
        },
      };
    },
  },
  {
    name: "scaled-to-zero-behind-a-mistyped-selector",
    family: "many",
    needs: "nodes",
    play(vary) {
      const { name, objects, rule } = served(vary, "api", { replicas: 2 });
      const [workload, object] = [
        { kind: "Deployment", name },
        { kind: "Service", name },
      ];
      const without = Object.fromEntries(Object.keys(vary.labels(name)).map((key) => [key, null]));
      return {
        before: [...objects, ...neighbours(vary)],
        healthySeconds: 90,
        behaviours: [rule],
        steps: [
          {
            afterSeconds: 0,
            patch: object,
            with: { spec: { selector: { ...without, ...mistypedLabels(vary, name) } } },
          },
          { afterSeconds: 5, patch: workload, with: { spec: { replicas: 0 } } },
        ],
        alert: { alertname: "ServiceHasNoEndpoints", service: name },
        expected: {
          outcome: "repaired",
          causes: ["service-selector-wrong"],
          object,
          secondly: { outcome: "proposed", causes: ["scaled-to-zero"], object: workload },
        },
      };
    },
  },
  {
    name: "bounds-of-the-namespace-and-then-a-missing-config-map",
    family: "many",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, {
        containers: [
          container(vary, name, {
            resources: { requests: { cpu: "20m", memory: "32Mi" } },
            envFrom: [{ configMapRef: { name: vary.name("settings") } }],
          }),
        ],
      });
      const min = { cpu: "50m" };
      return {
        before: [
          other(vary, "v1", "LimitRange", "bounds", { spec: { limits: [{ type: "Container", min }] } }),
        ],
        healthySeconds: 20,
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "repaired",
          causes: ["limit-range-violated"],
          object: nameOf(app),
          secondly: { outcome: "person", causes: ["config-missing"], object: nameOf(app) },
        },
      };
    },
  },
  {
    name: "placement-and-then-memory",
    family: "many",
    needs: "simulated",
    play(vary) {
      const name = vary.name("index");
      const [key, value] = ["acme.example/disk", vary.pick(["nvme", "rotating"])];
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: tight })],
        pod: { nodeSelector: { [key]: typo(vary, value) } },
      });
      return {
        before: neighbours(vary),
        behaviours: [behaves(vary, name, hungry)],
        steps: [{ afterSeconds: 0, apply: [app] }],
        cluster: { nodes: nodes(vary, 2, { labels: { [key]: value } }) },
        expected: {
          outcome: "proposed",
          causes: ["placement-impossible"],
          object: nameOf(app),
          secondly: {
            outcome: "repaired",
            causes: ["memory-limit-too-low"],
            object: nameOf(app),
            finally: holds(nameOf(app), "status.readyReplicas", 1),
          },
        },
      };
    },
  },
];
