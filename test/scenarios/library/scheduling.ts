import { holds } from "../objects/in-the-end.ts";
import { neighbours } from "../objects/neighbours.ts";
import { nameOfFirst, nameOfLast, nodes, nodeWith } from "../objects/nodes.ts";
import { container, deployment, nameOf, withContainer } from "../objects/workload.ts";
import type { Scenario } from "../scenario.ts";

/** Pods that no node takes for want of room. */
export const SCHEDULING: Scenario[] = [
  {
    // 500 whole processors instead of 500 thousandths of one: whoever approves it sees both.
    name: "request-whose-unit-was-forgotten",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("api");
      const cpu = vary.pick(["250", "500", "300"]);
      const app = deployment(vary, name, {
        containers: [container(vary, name, { resources: { requests: { cpu, memory: "64Mi" } } })],
      });
      return {
        before: neighbours(vary),
        steps: [{ afterSeconds: 0, apply: [app] }],
        expected: {
          outcome: "proposed",
          // How much it needs is not to be read anywhere: a person who is asked and one who is told are both served.
          alsoRight: { outcomes: ["person"] },
          causes: ["request-too-large"],
          object: nameOf(app),
        },
      };
    },
  },
  {
    name: "release-that-asks-for-more-than-any-node-has",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const name = vary.name("worker");
      const app = deployment(vary, name, { replicas: 2 });
      const larger = withContainer(app, {
        resources: { requests: { cpu: "50m", memory: `${vary.integer(300, 900)}Gi` } },
      });
      return {
        before: [app, ...neighbours(vary)],
        healthySeconds: vary.integer(660, 900),
        steps: [{ afterSeconds: 0, apply: [larger] }],
        expected: {
          outcome: "repaired",
          causes: ["request-too-large", "bad-release"],
          object: nameOf(app),
          finally: holds(nameOf(app), "spec.template.spec.containers.0.resources.requests.memory", "32Mi"),
        },
      };
    },
  },
  {
    // The same words of the scheduler, "untolerated taint", and another cause: the node itself is not there.
    name: "taint-of-a-node-that-is-not-ready",
    family: "scheduling",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const name = vary.name("api");
      const of = nodes(vary, 1);
      const node = nameOfFirst(of);
      const app = deployment(vary, name);
      return {
        before: neighbours(vary),
        healthySeconds: 60,
        steps: [
          { afterSeconds: 0, node, becomes: "silent" },
          { afterSeconds: 60, apply: [app] },
        ],
        cluster: { nodes: of },
        expected: { outcome: "person", causes: ["node-not-ready"], object: { kind: "Node", name: node } },
      };
    },
  },
  {
    name: "host-port-taken-by-another-pod",
    family: "scheduling",
    needs: "nodes",
    play(vary) {
      const [first, name] = [vary.name("proxy"), vary.name("agent")];
      const port = vary.port();
      const ports = [{ containerPort: port, hostPort: port }];
      const of = (workload: string) =>
        deployment(vary, workload, { containers: [container(vary, workload, { ports })] });
      return {
        before: [of(first), ...neighbours(vary)],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, apply: [of(name)] }],
        cluster: { nodes: nodes(vary, 1) },
        expected: {
          outcome: "proposed",
          // Without the host port, on another port, or on another node: a person who is told chooses as well.
          alsoRight: { outcomes: ["person"] },
          causes: ["host-port-taken"],
          object: { kind: "Deployment", name },
        },
      };
    },
  },
  {
    // It asks for what a node has, and others have it already: no constraint of its own is to blame.
    name: "nodes-full-of-others",
    family: "scheduling",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const [name, hog] = [vary.name("api"), vary.name("batch")];
      const asks = (workload: string, cpu: string, replicas: number) =>
        deployment(vary, workload, {
          replicas,
          containers: [container(vary, workload, { resources: { requests: { cpu, memory: "64Mi" } } })],
        });
      return {
        before: [asks(hog, "1700m", 2), ...neighbours(vary)],
        healthySeconds: 60,
        steps: [{ afterSeconds: 0, apply: [asks(name, vary.pick(["800m", "1"]), 1)] }],
        cluster: { nodes: nodes(vary, 2, { cpu: "2" }) },
        expected: {
          outcome: "person",
          causes: ["no-room-on-nodes"],
          object: { kind: "Deployment", name },
        },
      };
    },
  },
  {
    // The autoscaler of the nodes brings another one: to wait is right.
    name: "nodes-full-until-another-joins",
    family: "scheduling",
    isLookAlike: true,
    needs: "simulated",
    play(vary) {
      const [name, hog] = [vary.name("api"), vary.name("batch")];
      const asks = (workload: string, cpu: string) =>
        deployment(vary, workload, {
          containers: [container(vary, workload, { resources: { requests: { cpu, memory: "64Mi" } } })],
        });
      const of = nodes(vary, 2, { cpu: "2" });
      const late = nameOfLast(of);
      return {
        before: [
          nodeWith(late, {
            spec: { taints: [{ key: "node.kubernetes.io/not-ready", effect: "NoSchedule" }] },
          }),
          asks(hog, "1500m"),
        ],
        healthySeconds: 60,
        steps: [
          { afterSeconds: 0, apply: [asks(name, "1")] },
          {
            afterSeconds: vary.integer(60, 90),
            patch: { kind: "Node", name: late },
            with: { spec: { taints: null } },
          },
        ],
        cluster: { nodes: of },
        withinSeconds: 600,
        expected: { outcome: "nothing", causes: [], object: null },
      };
    },
  },
];
