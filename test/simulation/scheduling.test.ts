import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import { daemonSet } from "./manifests.ts";
import { condition, openSimulation, type Simulation } from "./open-simulation.ts";

const pod = (name: string, spec: object, container: object = {}, labels: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "shop", labels },
  spec: { containers: [{ name: "main", image: "app:1", ...container }], ...spec },
});
const claim = (name: string, spec: object = {}) => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name, namespace: "shop" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...spec },
});
const needs = (requests: object) => ({ resources: { requests } });
const mounts = (claimName: string) => ({ volumes: [{ name: "data", persistentVolumeClaim: { claimName } }] });
const term = (app: string) => ({
  requiredDuringSchedulingIgnoredDuringExecution: [
    { labelSelector: { matchLabels: { app } }, topologyKey: "kubernetes.io/hostname" },
  ],
});
const messages = async ({ read }: Simulation, name: string) =>
  (
    (await read("/api/v1/namespaces/shop/events")).items as (KubernetesObject & {
      reason: string;
      message: string;
      involvedObject: { name: string };
    })[]
  )
    .filter(({ reason, involvedObject }) => reason === "FailedScheduling" && involvedObject.name === name)
    .map(({ message }) => message);
const NODES = ["n1", "n2", "n3"].map((name, index) => ({
  name,
  labels: { "topology.kubernetes.io/zone": index < 2 ? "a" : "b" },
}));
const taint = ({ core }: Simulation, name: string) =>
  core.patchNode({
    name,
    body: [
      { op: "add", path: "/spec/taints", value: [{ key: "dedicated", value: "gpu", effect: "NoSchedule" }] },
    ],
  });
const notHelpful = (count: number) =>
  `no new claims to deallocate, preemption: 0/3 nodes are available: ${count} Preemption is not helpful for scheduling.`;

describe("a pod that no node takes", () => {
  // Each text was given by a real scheduler of 1.34 to the same pod on the same three nodes.
  it.each([
    ["more than any node has", pod("p", {}, needs({ cpu: "8" })), `2 Insufficient cpu. ${notHelpful(3)}`],
    [
      "several resources at once",
      pod("p", {}, needs({ cpu: "8", memory: "100Gi", "nvidia.com/gpu": "1" })),
      `2 Insufficient cpu, 2 Insufficient memory, 2 Insufficient nvidia.com/gpu. ${notHelpful(3)}`,
    ],
    [
      "a neighbour that is not there",
      pod("p", { affinity: { podAffinity: term("zz") } }),
      `2 node(s) didn't match pod affinity rules. ${notHelpful(3)}`,
    ],
  ])("says why: %s", async (_, object, expected) => {
    const simulation = await openSimulation({ nodes: NODES });
    await taint(simulation, "n1");
    await simulation.cluster.apply([object]);
    const text = `0/3 nodes are available: 1 node(s) had untolerated taint(s), ${expected}`;
    expect(await messages(simulation, "p")).toEqual([text]);
    expect(condition((await simulation.pods())[0] ?? object, "PodScheduled")).toMatchObject({
      ...{ status: "False", reason: "Unschedulable", message: text },
    });
  });

  it.each([
    ["the selector", "unschedulable-selector", pod("p", { nodeSelector: { disk: "ssd" } })],
    ["the processor", "unschedulable-cpu", pod("p", {}, needs({ cpu: "64" }))],
    ["a claim", "pvc-pending", pod("p", mounts("data"))],
  ])("speaks of %s as the captured one does", async (_, capture, object) => {
    const file = `test/fixtures/captures/${capture}/pod.json`;
    const { status } = JSON.parse(readFileSync(file, "utf8")) as { status: KubernetesObject["status"] };
    const simulation = await openSimulation();
    await simulation.cluster.apply([claim("data"), object]);
    const [found] = await simulation.pods();
    const { message, reason } = condition(found ?? object, "PodScheduled") ?? {};
    expect([{ message, reason }]).toMatchObject(
      (status as { conditions: { message: string; reason: string }[] }).conditions.map((one) => ({
        ...{ message: one.message, reason: one.reason },
      })),
    );
  });

  it.each([
    [
      "ports",
      [pod("a", {}, { ports: [{ containerPort: 80, hostPort: 80 }] })],
      pod("p", {}, { ports: [{ containerPort: 80, hostPort: 80 }] }),
      "1 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    [
      "anti-affinity",
      [pod("a", {}, {}, { app: "x" })],
      pod("p", { affinity: { podAntiAffinity: term("x") } }),
      "1 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    [
      "the anti-affinity of others",
      [pod("a", { affinity: { podAntiAffinity: term("x") } })],
      pod("p", {}, {}, { app: "x" }),
      "1 node(s) didn't satisfy existing pods anti-affinity rules. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    [
      "what others took",
      [pod("a", {}, needs({ cpu: "3" }))],
      pod("p", {}, needs({ cpu: "2" })),
      "1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
    ["a missing claim", [], pod("p", mounts("nope")), 'persistentvolumeclaim "nope" not found. not found'],
  ])("says why, beside others: %s", async (_, others, object, expected) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([...others, object]);
    expect(await messages(simulation, "p")).toEqual([`0/1 nodes are available: ${expected}`]);
  });

  it("keeps to the spread that it demands", async () => {
    const simulation = await openSimulation({ nodes: NODES });
    const topologySpreadConstraints = [
      {
        ...{ maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" },
        ...{ labelSelector: { matchLabels: { app: "x" } }, nodeAffinityPolicy: "Ignore" },
      },
    ];
    const spec = { nodeSelector: { "kubernetes.io/hostname": "n2" }, topologySpreadConstraints };
    await simulation.cluster.apply(["a", "b"].map((name) => pod(name, spec, {}, { app: "x" })));
    expect(await messages(simulation, "b")).toEqual([
      "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, 2 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
    ]);
  });

  it("is tried again when something changes that may help, and every five minutes", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([pod("p", { nodeSelector: { disk: "ssd" } })]);
    simulation.clock.advance(1_000_000);
    await simulation.pods();
    const { items } = await simulation.read("/api/v1/namespaces/shop/events");
    const counts = (items as { series?: { count: number } }[]).map(({ series }) => series?.count);
    expect(new Set(counts)).toEqual(new Set([undefined, 3]));
    const body = [{ op: "add", path: "/metadata/labels/disk", value: "ssd" }];
    await simulation.core.patchNode({ name: "node-1", body });
    simulation.clock.advance(15_000);
    expect((await simulation.pods())[0]?.spec.nodeName).toBe("node-1");
  });
});

describe("a DaemonSet", () => {
  it("leaves out the nodes whose taints it does not tolerate, and runs on cordoned ones", async () => {
    const simulation = await openSimulation({ nodes: NODES });
    await taint(simulation, "n1");
    await simulation.core.patchNode({
      name: "n2",
      body: [{ op: "add", path: "/spec/unschedulable", value: true }],
    });
    await simulation.cluster.apply([daemonSet("agent")]);
    simulation.clock.advance(10_000);
    expect((await simulation.pods()).map((one) => one.spec.nodeName).toSorted()).toEqual(["n2", "n3"]);
    const set = await simulation.read("/apis/apps/v1/namespaces/shop/daemonsets/agent");
    expect(set.status).toMatchObject({ desiredNumberScheduled: 2, numberReady: 2, numberMisscheduled: 0 });
  });
});
