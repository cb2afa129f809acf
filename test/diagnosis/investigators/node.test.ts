import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/kubernetes/cluster-reader.ts";
import { findingOf } from "../support/investigate.ts";
import { lookAt, object } from "../support/objects.ts";
import { ago } from "../support/workload.ts";

interface NodePlan {
  conditions?: object[];
  cordonedFor?: number;
  metadata?: object;
}

function node({ conditions = [], cordonedFor, metadata = {} }: NodePlan): KubernetesObject {
  const key = "node.kubernetes.io/unschedulable";
  const taints = [{ key, effect: "NoSchedule", timeAdded: ago(cordonedFor ?? 0) }];
  return object("v1", "Node", "node-1", {
    namespace: "",
    metadata,
    spec: cordonedFor === undefined ? {} : { unschedulable: true, taints },
    status: { conditions: [{ type: "Ready", status: "True" }, ...conditions] },
  });
}

const unready = (status: string, seconds: number) => ({
  type: "Ready",
  status,
  reason: status === "Unknown" ? "NodeStatusUnknown" : "KubeletNotReady",
  message: status === "Unknown" ? "Kubelet stopped posting node status." : "container runtime is down",
  lastTransitionTime: ago(seconds),
});
const silent = object("v1", "Node", "node-1", {
  namespace: "",
  status: { conditions: [unready("Unknown", 300)] },
});
const pressure = (type: string, seconds = 900) => ({
  type,
  lastTransitionTime: ago(seconds),
  status: "True",
  reason: `KubeletHas${type}`,
  message: "short of it",
});

const waiting = object("v1", "Pod", "web-2", {
  spec: { containers: [{ name: "web" }] },
  status: {
    phase: "Pending",
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.",
      },
    ],
  },
});
const resident = (more: object = {}) =>
  object("v1", "Pod", "web-1", {
    metadata: {
      ...more,
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-5d5d", uid: "uid-rs", controller: true },
      ],
    },
    spec: { nodeName: "node-1", containers: [{ name: "web" }] },
    status: { phase: "Running" },
  });

describe("a node", () => {
  it.each([
    ["does not report", [silent, resident()], "node-not-ready"],
    ["is short of disk", [node({ conditions: [pressure("DiskPressure")] })], "node-pressure"],
    ["is short of process ids", [node({ conditions: [pressure("PIDPressure")] })], "node-pressure"],
    ["is short of memory", [node({ conditions: [pressure("MemoryPressure")] })], "node-out-of-memory"],
    ["was cordoned and left behind", [node({ cordonedFor: 7200 }), waiting], "node-cordoned"],
  ])("that %s has that as its cause", async (_what, objects, cause) => {
    const finding = findingOf(await lookAt(objects));
    expect(finding).toMatchObject({ cause, object: { kind: "Node", name: "node-1" } });
  });

  it("that does not report is told with who lives on it, and a person gets it", async () => {
    const finding = findingOf(await lookAt([silent, resident()]));
    expect(finding.sentence).toContain("Kubelet stopped posting node status");
    expect(finding.sentence).toContain("ReplicaSet shop/web-5d5d");
    expect(finding.repair).toBeNull();
    expect(finding.advice.length).toBeGreaterThan(0);
  });

  it("that was plainly left behind is proposed to be uncordoned, never by itself", async () => {
    const { repair } = findingOf(await lookAt([node({ cordonedFor: 7200 }), waiting]));
    expect(repair).toMatchObject({ type: "UncordonNode", target: { name: "node-1" }, isExclusive: false });
  });

  it("that was cordoned a while ago is told of, and left to whoever closed it", async () => {
    const finding = findingOf(await lookAt([node({ cordonedFor: 600 }), waiting]));
    expect(finding).toMatchObject({ cause: "node-cordoned", repair: null });
  });

  it("that a program took out on purpose is not proposed to be uncordoned", async () => {
    const taken = node({
      cordonedFor: 7200,
      metadata: { annotations: { "weave.works/kured-node-lock": "{}" } },
    });
    expect(findingOf(await lookAt([taken, waiting])).repair).toBeNull();
  });

  it.each([
    ["is cordoned and nobody waits for it", [node({ cordonedFor: 7200 })], "healthy"],
    ["is cordoned since a moment", [node({ cordonedFor: 60 }), waiting], "wait"],
    [
      "is being drained",
      [node({ cordonedFor: 7200 }), waiting, resident({ deletionTimestamp: ago(10) })],
      "wait",
    ],
    [
      "missed its reports a moment ago",
      [object("v1", "Node", "node-1", { namespace: "", status: { conditions: [unready("Unknown", 30)] } })],
      "wait",
    ],
    [
      "came short of disk minutes ago, which its kubelet may end by itself",
      [node({ conditions: [pressure("DiskPressure", 300)] })],
      "wait",
    ],
    ["is well", [node({}), waiting], "healthy"],
  ])("that %s is no fault", async (_what, objects, kind) => {
    expect((await lookAt(objects)).kind).toBe(kind);
  });
});
