import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nodes, nodeWith } from "../objects/nodes.ts";
import { other } from "../objects/other-objects.ts";
import { firstDeploy, release, returnedTo } from "../objects/release.ts";
import { claim, claimNamed, MOUNT, using, volume } from "../objects/storage.ts";
import { container, deployment, nameOf, statefulSet, withContainer, withPod } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

const taintOf = (vary: { pick<T>(of: readonly T[]): T }) => ({
  key: vary.pick(["maintenance", "acme.example/reserved", "sku"]),
  value: vary.pick(["true", "gpu", "team-x"]),
  effect: "NoSchedule",
});

/** Nodes, room, bounds and volumes, as public benchmarks change them under running workloads. */
export const UNSEEN_PLACES: Scenario[] = [
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
  {
    name: "unseen-volume-released-by-a-claim-that-is-gone",
    family: "storage",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const storageClassName = `${vary.namespace}-manual`;
      const claimRef = {
        kind: "PersistentVolumeClaim",
        namespace: vary.namespace,
        name: `${name}-old`,
        uid: "4a0e8f2c-7d15-4b7a-8a64-1f5f6f1c2d3e",
      };
      return {
        before: [volume(`pv-${vary.namespace}`, "10Gi", { storageClassName, claimRef }), ...neighbours(vary)],
        steps: [
          {
            afterSeconds: 0,
            apply: [claim(vary, name, "10Gi", { storageClassName }), using(vary, name, name)],
          },
        ],
        cluster: {},
        expected: {
          outcome: "person",
          causes: ["claim-unbound"],
          object: claimNamed(name),
        },
      };
    },
  },
  {
    name: "unseen-template-of-a-stateful-set-with-a-class-that-is-not-there",
    family: "storage",
    needs: "simulated",
    play(vary) {
      const name = vary.name("store");
      const app = statefulSet(vary, name, {
        replicas: 3,
        containers: [container(vary, name, { volumeMounts: [{ name: "data", mountPath: MOUNT }] })],
        spec: {
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "premium-zonal",
                resources: { requests: { storage: "4Gi" } },
              },
            },
          ],
        },
      });
      return {
        ...firstDeploy(vary, [app]),
        expected: {
          outcome: "person",
          causes: ["claim-unbound"],
          object: claimNamed(`data-${name}-0`),
          alsoRight: { objects: [nameOf(app)] },
        },
      };
    },
  },
  {
    name: "unseen-scratch-space-beyond-its-limit",
    family: "memory-and-cpu",
    needs: "simulated",
    play(vary) {
      const name = vary.name("batch");
      const resources = {
        requests: { cpu: "25m", memory: "32Mi", "ephemeral-storage": "16Mi" },
        limits: { "ephemeral-storage": "64Mi" },
      };
      const app = deployment(vary, name, { containers: [container(vary, name, { resources })] });
      return {
        ...firstDeploy(vary, [app]),
        behaviours: [
          behaves(vary, name, { kind: "fills-volume", mebibytes: vary.integer(120, 300), afterMs: 20_000 }),
        ],
        expected: {
          outcome: "person",
          causes: ["pod-evicted"],
          object: nameOf(app),
          alsoRight: { outcomes: ["proposed"] },
        },
      };
    },
  },
  {
    name: "unseen-default-request-beyond-any-node",
    family: "scheduling",
    needs: "simulated",
    play(vary) {
      const name = vary.name("web");
      const range = other(vary, "v1", "LimitRange", "defaults", {
        spec: {
          limits: [{ type: "Container", default: { cpu: "100" }, defaultRequest: { cpu: "64" } }],
        },
      });
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { memory: "32Mi" } } })],
      });
      return {
        before: [...neighbours(vary)],
        steps: [
          { afterSeconds: 0, apply: [range] },
          { afterSeconds: 5, apply: [app] },
        ],
        cluster: { nodes: nodes(vary, 2) },
        expected: {
          outcome: "proposed",
          causes: ["request-too-large"],
          object: nameOf(app),
          alsoRight: {
            outcomes: ["person"],
            objects: [{ kind: "LimitRange", name: "defaults" }],
          },
          mayWrite: [nameOf(app)],
        },
      };
    },
  },
  {
    name: "unseen-lone-pod-with-a-wrong-tag",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("debug");
      const image = vary.image("toolbox", "9.9.9-none");
      const pod = other(vary, "v1", "Pod", name, {
        spec: { containers: [container(vary, name, { image })] },
      });
      return {
        ...firstDeploy(vary, [pod]),
        images: [{ image, outcome: "not-found" }],
        expected: {
          outcome: "person",
          causes: ["image-not-found"],
          object: { kind: "Pod", name },
        },
      };
    },
  },
  {
    name: "unseen-lone-pod-that-no-node-takes",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("train");
      const pod = other(vary, "v1", "Pod", name, {
        spec: { containers: [container(vary, name)], nodeSelector: { accelerator: "h100" } },
      });
      return {
        ...firstDeploy(vary, [pod]),
        expected: {
          outcome: "person",
          causes: ["placement-impossible"],
          object: { kind: "Pod", name },
        },
      };
    },
  },
  {
    name: "unseen-replicas-that-only-a-node-outage-took",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("store");
      const of = nodes(vary, 2);
      const node = nameOfFirst(of);
      const app = statefulSet(vary, name, { replicas: 2 });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 300,
        steps: [
          { afterSeconds: 0, node, becomes: "silent" },
          { afterSeconds: 1500, node, becomes: "well" },
        ],
        alert: { alertname: "KubeStatefulSetReplicasMismatch", statefulset: name },
        cluster: { nodes: of },
        expected: {
          outcome: "person",
          causes: ["node-not-ready"],
          object: { kind: "Node", name: node },
          alsoRight: { outcomes: ["nothing"] },
          finally: allReady(app),
        },
      };
    },
  },
  {
    name: "unseen-replica-set-without-a-deployment",
    family: "images",
    needs: "nodes",
    play(vary) {
      const name = vary.name("legacy");
      const image = vary.image("legacy", "0.0.0-missing");
      const made = deployment(vary, name, { replicas: 2, containers: [container(vary, name, { image })] });
      return {
        ...firstDeploy(vary, [{ ...made, kind: "ReplicaSet" }]),
        images: [{ image, outcome: "not-found" }],
        expected: {
          outcome: "person",
          causes: ["image-not-found"],
          object: { kind: "ReplicaSet", name },
          finally: holds({ kind: "ReplicaSet", name }, "spec.replicas", 2),
        },
      };
    },
  },
];
