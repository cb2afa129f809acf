import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nodes } from "../objects/nodes.ts";
import { configMap, other } from "../objects/other-objects.ts";
import { container, deployment, nameOf, statefulSet } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

const FINALIZERS = ["backup.acme.example/snapshot", "cleanup.operators.example/agent", "acme.example/drain"];

/** Objects that are being deleted and do not go. What holds them may hold data: a person lets go. */
export const STUCK: Scenario[] = [
  {
    name: "pod-held-by-a-finalizer",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const pod = { kind: "Pod", name: `${name}-0` };
      const app = statefulSet(vary, name, { replicas: vary.integer(1, 2) });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 90,
        steps: [
          { afterSeconds: 0, patch: pod, with: { metadata: { finalizers: [vary.pick(FINALIZERS)] } } },
          { afterSeconds: 10, remove: pod },
        ],
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["finalizer-stuck"],
          object: pod,
          alsoRight: { objects: [nameOf(app)] },
        },
      };
    },
  },
  {
    name: "pod-whose-maker-vanished",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const name = vary.name("run");
      const owner = vary.pick([
        { apiVersion: "workflows.acme.example/v1", kind: "Pipeline" },
        { apiVersion: "batch.operators.example/v1alpha1", kind: "TrainingRun" },
      ]);
      const pod = other(vary, "v1", "Pod", `${name}-step-1`, {
        spec: { containers: [container(vary, name)] },
      });
      const metadata = {
        ...pod.metadata,
        finalizers: [`${owner.apiVersion.split("/")[0]}/results`],
        ownerReferences: [{ ...owner, name, uid: "0b8e1f0a-6f0e-4f43-9a55-0d6d5f1c7a11", controller: true }],
      };
      return {
        before: [{ ...pod, metadata }, ...neighbours(vary)],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, remove: { kind: "Pod", name: pod.metadata.name } }],
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["owner-gone", "finalizer-stuck"],
          object: { kind: "Pod", name: pod.metadata.name },
        },
      };
    },
  },
  {
    name: "namespace-that-does-not-go",
    family: "stuck",
    needs: "simulated",
    play(vary) {
      const old = `${vary.namespace}-old`;
      const held = configMap(vary, vary.name("state"), { at: "41" });
      return {
        before: [
          {
            ...held,
            metadata: { ...held.metadata, namespace: old, finalizers: [vary.pick(FINALIZERS)] },
          },
          ...neighbours(vary),
        ],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, remove: { kind: "Namespace", name: old } }],
        alert: { alertname: "KubeNamespaceTerminating", namespace: old },
        cluster: {},
        withinSeconds: 1800,
        expected: {
          outcome: "person",
          causes: ["finalizer-stuck"],
          object: { kind: "Namespace", name: old },
        },
      };
    },
  },
  {
    // It is not the pod that is at fault: the node that should end it is away.
    name: "pod-of-a-stateful-set-on-a-node-that-is-gone",
    family: "stuck",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("store");
      const of = nodes(vary, 1);
      const node = nameOfFirst(of);
      return {
        before: [statefulSet(vary, name)],
        healthySeconds: 60,
        steps: [
          { afterSeconds: 0, node, becomes: "silent" },
          { afterSeconds: 60, remove: { kind: "Pod", name: `${name}-0` } },
        ],
        alert: { alertname: "KubeStatefulSetReplicasMismatch", statefulset: name },
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-not-ready"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    // Held while its finalizer works, and let go: deletion takes a while, and that is all.
    name: "pod-held-for-two-minutes-and-let-go",
    family: "stuck",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("db");
      const pod = { kind: "Pod", name: `${name}-0` };
      return {
        before: [statefulSet(vary, name), ...neighbours(vary)],
        healthySeconds: 60,
        steps: [
          { afterSeconds: 0, patch: pod, with: { metadata: { finalizers: [vary.pick(FINALIZERS)] } } },
          { afterSeconds: 5, remove: pod },
          { afterSeconds: vary.integer(90, 120), patch: pod, with: { metadata: { finalizers: null } } },
        ],
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "rollout-that-is-merely-slow",
    family: "nothing-wrong",
    isLookAlike: true,
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const of = (tag: string) =>
        deployment(vary, name, {
          replicas: 3,
          containers: [container(vary, name, { image: vary.image(name, tag) })],
          spec: {
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          },
        });
      const readyAfterMs = vary.integer(80, 120) * 1000;
      return {
        before: [of("1.4.2"), ...neighbours(vary)],
        healthySeconds: 400,
        behaviours: [
          {
            match: { namespace: vary.namespace, workload: name },
            behaviour: { kind: "starts-slowly", readyAfterMs, log: ["loading model", "warming up"] },
          },
        ],
        steps: [{ afterSeconds: 0, apply: [of("1.5.0")] }],
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
