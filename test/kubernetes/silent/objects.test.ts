import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { object } from "../../diagnosis/support/objects.ts";
import { deployment, service } from "../../diagnosis/support/routing.ts";
import { createSilentStage } from "./stage.ts";

const node = (name: string, more: { conditions?: object[]; spec?: object } = {}) =>
  object("v1", "Node", name, {
    namespace: "",
    spec: more.spec ?? {},
    status: { conditions: [{ type: "Ready", status: "True" }, ...(more.conditions ?? [])] },
  });
const away = object("v1", "Node", "n1", {
  namespace: "",
  status: {
    conditions: [{ type: "Ready", status: "Unknown", message: "Kubelet stopped posting node status." }],
  },
});
const cordoned = node("n1", {
  spec: {
    unschedulable: true,
    taints: [{ key: "node.kubernetes.io/unschedulable", timeAdded: "2026-11-22T10:00:00Z" }],
  },
});
const pending = (spec: object = {}) =>
  object("v1", "Pod", "web-2", {
    metadata: { ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "u" }] },
    spec: { containers: [], ...spec },
    status: {
      phase: "Pending",
      conditions: [
        {
          type: "PodScheduled",
          status: "False",
          message: "0/1 nodes are available: 1 node(s) were unschedulable.",
        },
      ],
    },
  });
const leaving = object("v1", "Pod", "web-1", {
  metadata: {
    deletionTimestamp: "2026-11-22T12:00:00Z",
    ownerReferences: pending().metadata.ownerReferences,
  },
  spec: { containers: [], nodeName: "n1" },
  status: { phase: "Running" },
});
const budget = (status: object) =>
  object("policy/v1", "PodDisruptionBudget", "web", {
    spec: {},
    status: { disruptionsAllowed: 0, ...status },
  });
const autoscaler = (conditions: object[], max = 3) =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { kind: "Deployment", name: "web" }, minReplicas: 1, maxReplicas: max },
    status: { currentReplicas: 3, conditions },
  });
const ingress = object("networking.k8s.io/v1", "Ingress", "edge", {
  spec: { rules: [{ http: { paths: [{ backend: { service: { name: "web", port: { number: 80 } } } }] } }] },
});
const claim = object("v1", "PersistentVolumeClaim", "data", { status: { phase: "Pending" } });
const user = pending({ volumes: [{ persistentVolumeClaim: { claimName: "data" } }] });
const unready = (isRolling = false): KubernetesObject => ({
  ...deployment("web", { replicas: 2 }),
  status: {
    replicas: 2,
    updatedReplicas: isRolling ? 1 : 2,
    readyReplicas: 1,
    conditions: [{ type: "Available", status: "False" }],
  },
});
const LIMITED = { type: "ScalingLimited", status: "True", reason: "TooManyReplicas" };
const BLIND = { type: "ScalingActive", status: "False", reason: "FailedGetResourceMetric" };
const NO_TARGET = { type: "AbleToScale", status: "False", reason: "FailedGetScale" };
const HELD_BACK = { type: "AbleToScale", status: "False", reason: "BackoffBoth" };

describe("a silent fault", () => {
  it.each<[string, KubernetesObject[], number, string]>([
    ["a node that does not report", [away], 160, "node-not-ready Node n1"],
    [
      "a node that is short of disk",
      [node("n1", { conditions: [{ type: "DiskPressure", status: "True" }] })],
      160,
      "node-pressure Node n1",
    ],
    ["a node that was left cordoned, while pods wait", [cordoned, pending()], 200, "node-cordoned Node n1"],
    ["a claim that a pod waits for", [claim, user], 200, "claim-pending PersistentVolumeClaim data"],
    ["a pod that does not go", [leaving, node("n1")], 320, "stuck-terminating Pod web-1"],
    [
      "a namespace that does not go",
      [
        object("v1", "Namespace", "old", {
          namespace: "",
          metadata: { deletionTimestamp: "2026-11-22T12:00:00Z" },
        }),
      ],
      320,
      "stuck-terminating Namespace old",
    ],
    [
      "a budget that can never be met",
      [budget({ expectedPods: 3, currentHealthy: 3, desiredHealthy: 3 })],
      620,
      "budget-unsatisfiable PodDisruptionBudget web",
    ],
    [
      "a budget of a single pod, while a node is cordoned",
      [budget({ expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 }), cordoned],
      620,
      "budget-unsatisfiable PodDisruptionBudget web",
    ],
    [
      "an autoscaler that sees nothing",
      [autoscaler([BLIND])],
      620,
      "autoscaler-blind HorizontalPodAutoscaler web",
    ],
    [
      "an autoscaler without a target",
      [autoscaler([NO_TARGET])],
      620,
      "autoscaler-blind HorizontalPodAutoscaler web",
    ],
    [
      "an autoscaler at its maximum",
      [autoscaler([LIMITED])],
      920,
      "autoscaler-at-maximum HorizontalPodAutoscaler web",
    ],
    ["an Ingress to what is not there", [ingress], 380, "ingress-backend-missing Ingress edge"],
    ["a Deployment that is not available", [unready()], 620, "not-ready Deployment web"],
  ])("is told after its grace: %s", (_what, objects, seconds, expected) => {
    const stage = createSilentStage(...objects);
    expect(stage.pass(seconds - 30)).toEqual([]);
    expect(stage.pass(60)).toEqual([expected]);
  });
});

describe("what is no fault is never told", () => {
  it.each<[string, KubernetesObject[]]>([
    ["a node that is well", [node("n1")]],
    ["a cordoned node, while nobody waits", [cordoned]],
    ["a claim that nobody uses", [claim]],
    ["a pod on a node that is away goes with it, and only the node is told", [leaving]],
    ["a budget that matches nothing", [budget({ expectedPods: 0, currentHealthy: 0, desiredHealthy: 0 })]],
    ["a budget whose pods are ill", [budget({ expectedPods: 3, currentHealthy: 2, desiredHealthy: 2 })]],
    ["a budget of a single pod", [budget({ expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 })]],
    ["an autoscaler that holds itself back", [autoscaler([HELD_BACK])]],
    ["an autoscaler that has one size", [autoscaler([LIMITED], 1)]],
    ["an autoscaler of a target at rest", [autoscaler([BLIND]), deployment("web", { replicas: 0 })]],
    ["an Ingress to what is there", [ingress, service()]],
    [
      "anything in a namespace that is being deleted",
      [
        ingress,
        object("v1", "Namespace", "shop", {
          namespace: "",
          metadata: { deletionTimestamp: "2026-11-22T19:00:00Z" },
        }),
      ],
    ],
  ])("%s", (what, objects) => {
    const heard = createSilentStage(...objects, ...(what.startsWith("a pod on") ? [away] : [])).pass(3600);
    expect(heard.filter((one) => !one.startsWith("node-not-ready"))).toEqual([]);
  });

  it("a set that gets on, one pod after the other", () => {
    const set = (ready: number) => ({
      ...deployment("db", { kind: "StatefulSet", replicas: 5 }),
      status: { replicas: ready + 1, readyReplicas: ready },
    });
    const stage = createSilentStage(set(0));
    for (let ready = 1; ready <= 5; ready += 1) {
      expect(stage.pass(500)).toEqual([]);
      stage.put(set(ready));
    }
    expect(stage.pass(3600)).toEqual([]);
  });

  const daemonSet = (ready: number, wanted = 3) => ({
    ...deployment("agent", {}),
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    status: { desiredNumberScheduled: wanted, numberReady: ready },
  });

  it("a DaemonSet on nodes that it does not tolerate, or whose node is away", () => {
    expect(createSilentStage(daemonSet(3)).pass(3600)).toEqual([]);
    expect(createSilentStage(daemonSet(0, 0)).pass(3600)).toEqual([]);
    const heard = createSilentStage(daemonSet(2), away).pass(3600);
    expect(heard.filter((one) => !one.startsWith("node-not-ready"))).toEqual([]);
  });

  it("but a DaemonSet of which a pod stays unready is heard of", () => {
    expect(createSilentStage(daemonSet(2)).pass(3600)).toContainEqual(expect.stringContaining("not-ready"));
  });

  it("a rollout, which has a deadline of its own", () => {
    expect(createSilentStage(unready(true)).pass(640)).toEqual([]);
  });

  it("a trouble that some look does not see", () => {
    const stage = createSilentStage(away);
    for (let round = 0; round < 10; round += 1) {
      expect(stage.pass(120)).toEqual([]);
      stage.put(node("n1"));
      stage.pass(10);
      stage.put({ ...away });
    }
  });
});
