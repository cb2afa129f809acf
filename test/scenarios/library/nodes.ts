import { behaves } from "../objects/behaves.ts";
import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nameOfLast, nodes, nodeWith } from "../objects/nodes.ts";
import { container, daemonSet, deployment, nameOf, statefulSet } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Nodes that are away, short of something, or closed. */
export const NODES: Scenario[] = [
  {
    // Its pods stay where they are, for they tolerate that their node is away; the alert names the DaemonSet.
    name: "pod-of-a-daemon-set-on-a-node-that-is-away",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("agent");
      const of = nodes(vary, 2);
      const node = nameOfFirst(of);
      return {
        before: [daemonSet(vary, name), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, node, becomes: "silent" }],
        alert: { alertname: "KubeDaemonSetRolloutStuck", daemonset: name },
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-not-ready"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    // No alert: its pods run, and one of them answers nobody.
    name: "daemon-set-of-which-a-pod-stays-unready",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("agent");
      const of = nodes(vary, 2);
      const app = daemonSet(vary, name);
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: 90,
        steps: [
          { afterSeconds: 0, behave: [behaves(vary, name, { kind: "never-ready", log: ["no device"] })] },
          { afterSeconds: 1, remove: { kind: "Pod", name: `${name}-*` } },
        ],
        cluster: { nodes: of },
        withinSeconds: 2_400,
        expected: { outcome: "person", causes: ["unknown", "pod-stuck"], object: nameOf(app) },
      };
    },
  },
  {
    name: "node-that-falls-silent",
    family: "nodes",
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 2);
      const node = nameOfFirst(of);
      return {
        before: [deployment(vary, name, { replicas: 4 }), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, node, becomes: "silent" }],
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-not-ready"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    name: "node-that-comes-back-by-itself",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 2);
      const node = nameOfFirst(of);
      return {
        before: [deployment(vary, name, { replicas: 3 }), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [
          { afterSeconds: 0, node, becomes: "silent" },
          { afterSeconds: vary.integer(55, 80), node, becomes: "well" },
        ],
        cluster: { nodes: of },
        withinSeconds: 900,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
  {
    name: "node-short-of-disk",
    family: "nodes",
    needs: "simulated",
    play(vary) {
      const name = vary.name("worker");
      const of = nodes(vary, 2);
      const node = nameOfLast(of);
      return {
        before: [deployment(vary, name, { replicas: 4 }), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, node, becomes: "DiskPressure" }],
        alert: { alertname: "KubernetesNodeDiskPressure", node, severity: "critical" },
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-pressure"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    name: "node-short-of-process-ids",
    family: "nodes",
    needs: "simulated",
    play(vary) {
      const name = vary.name("worker");
      const of = nodes(vary, 2);
      const node = nameOfLast(of);
      return {
        before: [deployment(vary, name, { replicas: 2 }), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [{ afterSeconds: 0, node, becomes: "PIDPressure" }],
        alert: { alertname: "KubernetesNodePidPressure", node },
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-pressure"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    // Closed long ago, nothing is being drained, and a pod finds no place because of it.
    name: "node-left-cordoned",
    family: "nodes",
    needs: "simulated",
    play(vary) {
      const [name, hog] = [vary.name("api"), vary.name("batch")];
      const asks = (workload: string, cpu: string) =>
        deployment(vary, workload, {
          containers: [container(vary, workload, { resources: { requests: { cpu, memory: "64Mi" } } })],
        });
      const of = nodes(vary, 2, { cpu: "2" });
      const node = nameOfLast(of);
      const object = { kind: "Node", name: node };
      const timeAdded = "2025-01-07T04:31:00Z";
      const taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule", timeAdded };
      return {
        before: [nodeWith(node, { spec: { unschedulable: true, taints: [taint] } }), asks(hog, "1500m")],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, apply: [asks(name, "1")] }],
        cluster: { nodes: of },
        expected: {
          outcome: "proposed",
          causes: ["node-cordoned"],
          object,
          finally: holds({ kind: "Deployment", name }, "status.readyReplicas", 1),
        },
      };
    },
  },
  {
    // The same pending pod, and a node that somebody closed a moment ago: they are at work on it.
    name: "node-cordoned-a-moment-ago",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 1);
      const object = { kind: "Node", name: nameOfFirst(of) };
      return {
        before: neighbours(vary),
        healthySeconds: 60,
        steps: [
          { afterSeconds: 0, patch: object, with: { spec: { unschedulable: true } } },
          { afterSeconds: 30, apply: [deployment(vary, name)] },
        ],
        cluster: { nodes: of },
        expected: {
          outcome: "person",
          causes: ["node-cordoned"],
          object,
          alsoRight: { objects: [{ kind: "Deployment", name }] },
        },
      };
    },
  },
  {
    name: "node-drained-and-opened-again",
    family: "nodes",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("queue");
      const of = nodes(vary, 2);
      const node = { kind: "Node", name: nameOfFirst(of) };
      const pod = (index: number) => ({ kind: "Pod", name: `${name}-${index}` });
      return {
        before: [statefulSet(vary, name, { replicas: 2 }), ...neighbours(vary)],
        healthySeconds: 90,
        steps: [
          { afterSeconds: 0, patch: node, with: { spec: { unschedulable: true } } },
          { afterSeconds: 5, remove: pod(1) },
          { afterSeconds: 45, remove: pod(0) },
          { afterSeconds: 240, patch: node, with: { spec: { unschedulable: null } } },
        ],
        cluster: { nodes: of },
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
