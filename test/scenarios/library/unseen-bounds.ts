import { behaves } from "../objects/behaves.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nodes } from "../objects/nodes.ts";
import { other } from "../objects/other-objects.ts";
import { firstDeploy } from "../objects/release.ts";
import { claim, claimNamed, MOUNT, using, volume } from "../objects/storage.ts";
import { container, deployment, nameOf, statefulSet } from "../objects/workload.ts";
import { allReady } from "../objects/workload-in-the-end.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes, room, bounds and volumes, as public benchmarks change them under running workloads. */
export const UNSEEN_BOUNDS: Scenario[] = [
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
];
