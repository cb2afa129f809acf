import { describe, expect, it } from "vitest";
import type { Pod, ReplicaSet } from "../../src/simulation/store/objects.ts";
import { classicStress, deployment } from "./manifests.ts";
import { condition, onlyContainer, openSimulation, type Simulation } from "./open-simulation.ts";

const PATH = "/apis/apps/v1/namespaces/shop/deployments/web";
const image = (value: string) => [{ op: "replace", path: "/spec/template/spec/containers/0/image", value }];
const patch = ({ apps }: Simulation, body: object[]) =>
  apps.patchNamespacedDeployment({ namespace: "shop", name: "web", body });
const sets = async ({ read }: Simulation) =>
  ((await read("/apis/apps/v1/namespaces/shop/replicasets")) as unknown as { items: ReplicaSet[] }).items;
const revisions = async (simulation: Simulation) =>
  (await sets(simulation))
    .map(({ spec, metadata }) => ({
      image: spec.template.spec.containers[0]?.image,
      revision: metadata.annotations?.["deployment.kubernetes.io/revision"],
      cause: metadata.annotations?.["kubernetes.io/change-cause"],
      replicas: spec.replicas,
    }))
    .toSorted((a, b) => Number(a.revision) - Number(b.revision));

describe("Deployments", () => {
  it("replace their pods without ever having fewer than they may", async () => {
    const simulation = await openSimulation();
    const { cluster, clock, read } = simulation;
    await cluster.apply([deployment("web", {}, { replicas: 4 })]);
    clock.advance(5_000);
    await patch(simulation, image("registry.example/app:2"));
    const available: number[] = [];
    const total: number[] = [];
    for (let step = 0; step < 40; step += 1) {
      clock.advance(250);
      const { availableReplicas = 0, replicas = 0 } = (await read(PATH)).status as Record<string, number>;
      available.push(availableReplicas);
      total.push(replicas);
    }
    expect(Math.min(...available)).toBe(3);
    expect(Math.max(...total)).toBe(5);
    expect((await read(PATH)).status).toMatchObject({
      replicas: 4,
      updatedReplicas: 4,
      availableReplicas: 4,
    });
    expect(await revisions(simulation)).toMatchObject([
      { image: "registry.example/app:1", revision: "1", replicas: 0 },
      { image: "registry.example/app:2", revision: "2", replicas: 4 },
    ]);
  });

  it("of the strategy Recreate make new pods as soon as the old are gone", async () => {
    const simulation = await openSimulation();
    const { cluster, clock, read } = simulation;
    const web = deployment("web", {}, { replicas: 2, strategy: { type: "Recreate" } });
    await cluster.apply([web]);
    clock.advance(5_000);
    await patch(simulation, image("registry.example/app:2"));
    clock.advance(40_000);
    expect((await read(PATH)).status).toMatchObject({ replicas: 2, updatedReplicas: 2, readyReplicas: 2 });
  });

  it("know an old template again when it comes back, and give it the next number", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([deployment("web")]);
    simulation.clock.advance(5_000);
    await patch(simulation, [
      ...image("registry.example/app:2"),
      { op: "add", path: "/metadata/annotations/kubernetes.io~1change-cause", value: "the second" },
    ]);
    simulation.clock.advance(5_000);
    const [first] = await sets(simulation).then((all) => all.filter(({ spec }) => spec.replicas === 0));
    const { "pod-template-hash": _, ...labels } = first?.spec.template.metadata?.labels ?? {};
    // As `kubectl rollout undo` sends it.
    const value = { ...first?.spec.template, metadata: { creationTimestamp: null, labels } };
    await patch(simulation, [{ op: "replace", path: "/spec/template", value }]);
    simulation.clock.advance(5_000);
    expect(await revisions(simulation)).toMatchObject([
      { image: "registry.example/app:2", revision: "2", cause: "the second", replicas: 0 },
      { image: "registry.example/app:1", revision: "3", replicas: 1 },
    ]);
    const now = await simulation.read(PATH);
    expect(now.metadata.annotations?.["deployment.kubernetes.io/revision"]).toBe("3");
  });

  it("say that they made no progress once their deadline is over", async () => {
    const simulation = await openSimulation();
    simulation.cluster.behave({ match: { workload: "web" }, behaviour: { kind: "never-ready" } });
    await simulation.cluster.apply([deployment("web", {}, { progressDeadlineSeconds: 60 })]);
    simulation.clock.advance(55_000);
    expect(condition(await simulation.read(PATH), "Progressing")).toMatchObject({ status: "True" });
    simulation.clock.advance(10_000);
    const late = await simulation.read(PATH);
    expect(condition(late, "Progressing")).toMatchObject({
      status: "False",
      reason: "ProgressDeadlineExceeded",
      message: expect.stringMatching(/^ReplicaSet "web-\w+" has timed out progressing\.$/),
    });
  });

  it("do not roll out while they are paused", async () => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([deployment("web", {}, { paused: false })]);
    simulation.clock.advance(5_000);
    await patch(simulation, [
      { op: "replace", path: "/spec/paused", value: true },
      ...image("registry.example/app:2"),
    ]);
    simulation.clock.advance(5_000);
    expect(await revisions(simulation)).toMatchObject([{ image: "registry.example/app:1", replicas: 1 }]);
    await patch(simulation, [{ op: "replace", path: "/spec/paused", value: false }]);
    simulation.clock.advance(5_000);
    expect(await revisions(simulation)).toMatchObject([{ replicas: 0 }, { replicas: 1 }]);
  });

  it("take their ReplicaSets and pods with them", async () => {
    const { cluster, clock, apps, pods, read } = await openSimulation();
    await cluster.apply([deployment("web")]);
    clock.advance(5_000);
    await apps.deleteNamespacedDeployment({ namespace: "shop", name: "web" });
    clock.advance(5_000);
    expect(await pods()).toEqual([]);
    expect((await read("/apis/apps/v1/namespaces/shop/replicasets")).items).toEqual([]);
  });

  it("are held up by a quota, and say why", async () => {
    const { cluster, clock, read } = await openSimulation();
    const metadata = { name: "pods", namespace: "shop" };
    await cluster.apply([
      { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard: { pods: "1" } } },
      deployment("web", {}, { replicas: 2 }),
    ]);
    clock.advance(5_000);
    const failure = condition(await read(PATH), "ReplicaFailure");
    expect(failure?.reason).toBe("FailedCreate");
    expect(failure?.message).toMatch(
      /^pods "web-\w+-\w+" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=1, limited: pods=1$/,
    );
    const quota = await read("/api/v1/namespaces/shop/resourcequotas/pods");
    expect(quota.status).toMatchObject({ used: { pods: "1" } });
  });

  it("wait for a node with room for what they request", async () => {
    const { cluster, clock, pods, core } = await openSimulation({
      nodes: [{ name: "small", memory: "1Gi" }],
    });
    const resources = { requests: { memory: "700Mi" } };
    await cluster.apply([deployment("web", { resources }, { replicas: 2 })]);
    clock.advance(5_000);
    const waiting = (await pods()).filter((pod) => pod.spec.nodeName === undefined);
    const message =
      "0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    expect(waiting).toMatchObject([{ status: { phase: "Pending", conditions: [{ message }] } }]);
    const events = await core.listNamespacedEvent({
      namespace: "shop",
      fieldSelector: "reason=FailedScheduling",
    });
    expect(events.items).toMatchObject([
      { message, type: "Warning", reportingComponent: "default-scheduler" },
    ]);
  });
});

describe("a container's restarts", () => {
  it("wait twice as long each time, up to five minutes, and start anew after ten good minutes", async () => {
    const { cluster, clock, pods } = await openSimulation();
    const starts = new Set<string>();
    cluster.store.onChange(({ resource, object }) => {
      const [status] = resource === "pods" ? ((object as Pod).status?.containerStatuses ?? []) : [];
      const ended = status?.state.terminated ?? status?.lastState.terminated;
      if (ended) starts.add(ended.startedAt);
    });
    await cluster.apply([deployment("web", classicStress)]);
    clock.advance(1_500_000);
    await pods();
    const times = [...starts].map((at) => Date.parse(at) / 1000);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    const floors = [0, 10, 20, 40, 80, 160, 300, 300];
    for (const [index, gap] of gaps.entries()) {
      expect(gap).toBeGreaterThanOrEqual(floors[index] ?? 300);
      expect(gap).toBeLessThanOrEqual((floors[index] ?? 300) + 17);
    }
    expect(gaps.length).toBeGreaterThanOrEqual(8);
    cluster.behave({
      match: { workload: "web" },
      behaviour: { kind: "crashes", afterMs: 700_000, exitCode: 2, log: ["done for"] },
    });
    clock.advance(1_100_000);
    const calm = onlyContainer((await pods())[0]);
    clock.advance(300_000);
    const after = onlyContainer((await pods())[0]);
    expect(calm.state.running ?? after.state.running).toBeDefined();
    expect(after.lastState.terminated).toMatchObject({ exitCode: 2, reason: "Error" });
  });
});
