import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nodes, nodeWith } from "../objects/nodes.ts";
import { other } from "../objects/other-objects.ts";
import { release, returnedTo } from "../objects/release.ts";
import { container, deployment, nameOf, withContainer, withPod } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

const taintOf = (vary: { pick<T>(of: readonly T[]): T }) => ({
  key: vary.pick(["maintenance", "acme.example/reserved", "sku"]),
  value: vary.pick(["true", "gpu", "team-x"]),
  effect: "NoSchedule",
});

/** Nodes, room, bounds and volumes, as public benchmarks change them under running workloads. */
export const UNSEEN_NODES: Scenario[] = [
  {
    name: "unseen-all-nodes-tainted-and-then-a-release",
    family: "scheduling",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 2);
      const app = deployment(vary, name, { replicas: 2 });
      const taint = taintOf(vary);
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 660,
        steps: [
          ...of.map((node) => ({
            afterSeconds: 0,
            apply: [nodeWith(node.name, { spec: { taints: [taint] } })],
          })),
          { afterSeconds: 20, apply: [withContainer(app, { image: vary.image(name, "1.4.3") })] },
        ],
        cluster: { nodes: of },
        expected: {
          outcome: "person",
          causes: ["taint-not-tolerated"],
          object: nameOf(app),
          alsoRight: {
            outcomes: ["proposed"],
            objects: of.map((node) => ({ kind: "Node", name: node.name })),
          },
          mayWrite: [nameOf(app)],
        },
      };
    },
  },
  {
    name: "unseen-node-selector-patched-to-a-label-that-no-node-has",
    family: "scheduling",
    needs: "simulated",
    play(vary) {
      const name = vary.name("index");
      const app = deployment(vary, name, { replicas: 2 });
      const nodeSelector = { [vary.pick(["extra-node", "disk", "acme.example/pool"])]: "ssd-fast" };
      return {
        ...release(vary, { from: app, to: withPod(app, { nodeSelector }) }),
        expected: {
          ...returnedTo(app, ["bad-release", "placement-impossible"]),
          alsoRight: { outcomes: ["proposed"] },
        },
      };
    },
  },
  {
    name: "unseen-all-nodes-cordoned-and-then-a-release",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("web");
      const of = nodes(vary, 1);
      const node = nameOfFirst(of);
      const app = deployment(vary, name, { replicas: 2 });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 660,
        steps: [
          { afterSeconds: 0, apply: [nodeWith(node, { spec: { unschedulable: true } })] },
          { afterSeconds: 20, apply: [withContainer(app, { image: vary.image(name, "1.4.3") })] },
        ],
        cluster: { nodes: of },
        expected: {
          outcome: "proposed",
          causes: ["node-cordoned"],
          object: { kind: "Node", name: node },
          alsoRight: { outcomes: ["person"] },
        },
      };
    },
  },
  {
    name: "unseen-quota-lowered-under-a-running-workload",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const bound = other(vary, "v1", "ResourceQuota", vary.pick(["team", "budget"]), {
        spec: { hard: { pods: "20" } },
      });
      const app = deployment(vary, name, { replicas: 3 });
      return {
        before: [bound, app, ...neighbours(vary)],
        healthySeconds: 300,
        steps: [
          {
            afterSeconds: 0,
            patch: { kind: "ResourceQuota", name: bound.metadata.name },
            with: { spec: { hard: { pods: "1" } } },
          },
          { afterSeconds: 30, remove: { kind: "Pod", name: `${name}-*` } },
        ],
        expected: {
          outcome: "person",
          causes: ["quota-exceeded"],
          object: { kind: "ResourceQuota", name: bound.metadata.name },
          alsoRight: { objects: [nameOf(app)] },
        },
      };
    },
  },
  {
    // The template has no limit: the namespace gives one to each new pod.
    name: "unseen-default-limit-of-the-namespace-far-too-small",
    family: "memory-and-cpu",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const app = deployment(vary, name, { containers: [container(vary, name, { resources: {} })] });
      const range = other(vary, "v1", "LimitRange", vary.pick(["defaults", "limits"]), {
        spec: {
          limits: [{ type: "Container", default: { memory: "64Mi" }, defaultRequest: { memory: "32Mi" } }],
        },
      });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 660,
        behaviours: [
          behaves(vary, name, { kind: "needs-memory", mebibytes: vary.integer(90, 110), afterMs: 3_000 }),
        ],
        steps: [
          { afterSeconds: 0, apply: [range] },
          { afterSeconds: 15, remove: { kind: "Pod", name: `${name}-*` } },
        ],
        expected: {
          outcome: "repaired",
          causes: ["memory-limit-too-low"],
          object: nameOf(app),
          alsoRight: {
            outcomes: ["proposed", "person"],
            objects: [{ kind: "LimitRange", name: range.metadata.name }],
          },
          mayWrite: [nameOf(app)],
        },
      };
    },
  },
  {
    name: "unseen-surge-on-a-node-without-room",
    family: "scheduling",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 1, { cpu: "2" });
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { cpu: "1200m", memory: "64Mi" } } })],
        spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
      });
      return {
        before: [app],
        healthySeconds: 660,
        steps: [{ afterSeconds: 0, apply: [withContainer(app, { image: vary.image(name, "1.4.3") })] }],
        cluster: { nodes: of },
        expected: {
          outcome: "person",
          causes: ["no-room-on-nodes"],
          object: nameOf(app),
          alsoRight: { outcomes: ["proposed"] },
        },
      };
    },
  },
  {
    name: "unseen-budget-of-one-under-a-single-replica-on-a-drained-node",
    family: "scale",
    needs: "simulated",
    play(vary) {
      const name = vary.name("gateway");
      const app = deployment(vary, name, { replicas: 1 });
      const budget = other(vary, "policy/v1", "PodDisruptionBudget", `${name}-pdb`, {
        spec: { minAvailable: "100%", selector: { matchLabels: vary.labels(name) } },
      });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 120,
        steps: [{ afterSeconds: 0, apply: [budget] }],
        alert: { alertname: "KubePdbAtLimit", poddisruptionbudget: `${name}-pdb` },
        expected: {
          outcome: "proposed",
          causes: ["budget-unsatisfiable"],
          object: { kind: "PodDisruptionBudget", name: `${name}-pdb` },
          alsoRight: { outcomes: ["person"] },
        },
      };
    },
  },
];
