import { describe, expect, it } from "vitest";
import type { Job, Pod } from "../../src/simulation/store/objects.ts";
import { cronJob, daemonSet, deployment, job, memory, statefulSet } from "./manifests.ts";
import { condition, onlyContainer, openSimulation, type Simulation } from "./open-simulation.ts";

const LIMIT = "/spec/template/spec/containers/0/resources/limits/memory";
const raise = ({ apps }: Simulation, value: string) =>
  apps.patchNamespacedStatefulSet({
    ...{ namespace: "shop", name: "db" },
    body: [{ op: "replace", path: LIMIT, value }],
  });
const limits = (pods: Pod[]) => pods.map((pod) => pod.spec.containers[0]?.resources?.limits?.memory);
const hungry = { match: { workload: "db" }, behaviour: { kind: "needs-memory" as const, mebibytes: 150 } };

describe("StatefulSets", () => {
  it("in order never replace a pod that is ill, until somebody deletes it", async () => {
    const simulation = await openSimulation();
    const { cluster, clock, pods, core, read } = simulation;
    cluster.behave(hungry);
    await cluster.apply([statefulSet("db", memory("100Mi"), { replicas: 1 })]);
    clock.advance(60_000);
    expect((await pods()).map(({ metadata }) => metadata.name)).toEqual(["db-0"]);
    await raise(simulation, "256Mi");
    clock.advance(300_000);
    expect(limits(await pods())).toEqual(["100Mi"]);
    await core.deleteNamespacedPod({ namespace: "shop", name: "db-0" });
    clock.advance(30_000);
    expect(limits(await pods())).toEqual(["256Mi"]);
    const path = "/apis/apps/v1/namespaces/shop/statefulsets/db";
    const { currentRevision, updateRevision, readyReplicas } = (await read(path)).status as Record<
      string,
      unknown
    >;
    expect(currentRevision).toBe(updateRevision);
    expect(readyReplicas).toBe(1);
    expect((await read("/apis/apps/v1/namespaces/shop/controllerrevisions")).items).toHaveLength(2);
  });

  it("in parallel replace a pod that is ill", async () => {
    const simulation = await openSimulation();
    simulation.cluster.behave(hungry);
    const spec = { replicas: 2, podManagementPolicy: "Parallel" };
    await simulation.cluster.apply([statefulSet("db", memory("100Mi"), spec)]);
    simulation.clock.advance(60_000);
    await raise(simulation, "256Mi");
    simulation.clock.advance(60_000);
    expect(limits(await simulation.pods())).toEqual(["256Mi", "256Mi"]);
  });

  it.each([
    ["a partition", { type: "RollingUpdate", rollingUpdate: { partition: 1 } }, ["100Mi", "120Mi"]],
    ["OnDelete", { type: "OnDelete" }, ["100Mi", "100Mi"]],
  ])("keep the pods that %s holds back", async (_, updateStrategy, expected) => {
    const simulation = await openSimulation();
    await simulation.cluster.apply([statefulSet("db", memory("100Mi"), { replicas: 2, updateStrategy })]);
    simulation.clock.advance(30_000);
    await raise(simulation, "120Mi");
    simulation.clock.advance(60_000);
    expect(limits(await simulation.pods())).toEqual(expected);
  });
});

describe("DaemonSets", () => {
  it("run one pod a node, and replace them one after another", async () => {
    const { cluster, clock, pods, apps } = await openSimulation({ nodes: [{ name: "a" }, { name: "b" }] });
    await cluster.apply([daemonSet("agent", memory("100Mi"))]);
    clock.advance(10_000);
    expect((await pods()).map((pod) => pod.spec.nodeName).sort()).toEqual(["a", "b"]);
    const body = [{ op: "replace", path: LIMIT, value: "200Mi" }];
    await apps.patchNamespacedDaemonSet({ namespace: "shop", name: "agent", body });
    clock.advance(30_000);
    expect(limits(await pods())).toEqual(["200Mi", "200Mi"]);
  });
});

describe("Jobs", () => {
  const path = "/apis/batch/v1/namespaces/shop/jobs/close";

  it("fail once their pods failed more often than they may", async () => {
    const { cluster, clock, read, pods } = await openSimulation();
    cluster.behave({
      match: { workload: "close" },
      behaviour: { kind: "crashes", afterMs: 500, exitCode: 3 },
    });
    await cluster.apply([job("close", {}, { backoffLimit: 1 })]);
    clock.advance(60_000);
    const failed = (await read(path)) as Job;
    expect(failed.status?.failed).toBe(2);
    expect(condition(failed, "Failed")).toMatchObject({
      status: "True",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    });
    expect((await pods()).map((pod) => pod.status?.phase)).toEqual(["Failed", "Failed"]);
  });

  it("complete, and never change their template", async () => {
    const { cluster, clock, read, url } = await openSimulation();
    cluster.behave({ match: { workload: "close" }, behaviour: { kind: "completes", afterMs: 2_000 } });
    await cluster.apply([job("close", memory("100Mi"))]);
    clock.advance(10_000);
    expect(condition(await read(path), "Complete")).toMatchObject({ status: "True" });
    const refusal = await fetch(url + path, {
      method: "PATCH",
      headers: { "content-type": "application/json-patch+json" },
      body: JSON.stringify([{ op: "replace", path: LIMIT, value: "200Mi" }]),
    });
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({
      reason: "Invalid",
      details: {
        causes: [{ field: "spec.template", message: expect.stringMatching(/field is immutable$/) }],
      },
    });
  });

  it("are started by their CronJob, which keeps the last ones", async () => {
    const { cluster, clock, read } = await openSimulation();
    cluster.behave({ match: { workload: "tidy" }, behaviour: { kind: "completes", afterMs: 2_000 } });
    await cluster.apply([cronJob("tidy", "*/5 * * * *")]);
    clock.advance(31 * 60_000);
    const jobs = (await read("/apis/batch/v1/namespaces/shop/jobs")).items as Job[];
    expect(jobs).toHaveLength(3);
    const status = (await read("/apis/batch/v1/namespaces/shop/cronjobs/tidy")).status;
    expect(status).toMatchObject({ lastScheduleTime: "2026-11-22T10:30:00Z" });
  });
});

describe("pods", () => {
  const pod = (resources: object) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "bare", namespace: "shop" },
    spec: { containers: [{ name: "main", image: "app:1", resources }] },
  });

  it("are resized in place", async () => {
    const { cluster, clock, pods, core } = await openSimulation();
    cluster.behave({ match: { workload: "bare" }, behaviour: { kind: "needs-memory", mebibytes: 150 } });
    await cluster.apply([pod({ limits: { memory: "100Mi" }, requests: { memory: "50Mi" } })]);
    clock.advance(30_000);
    await core.patchNamespacedPodResize({
      ...{ namespace: "shop", name: "bare" },
      body: [{ op: "replace", path: "/spec/containers/0/resources/limits/memory", value: "256Mi" }],
    });
    clock.advance(60_000);
    const status = onlyContainer((await pods())[0]);
    expect(status).toMatchObject({ ready: true, resources: { limits: { memory: "256Mi" } } });
  });

  it("start their containers after their init containers, and stay until these succeed", async () => {
    const { cluster, clock, pods } = await openSimulation();
    const match = { container: "migrate" };
    cluster.behave({ match, behaviour: { kind: "crashes", afterMs: 300, exitCode: 1 } });
    const bare = pod({});
    const initContainers = [{ name: "migrate", image: "app:1" }];
    await cluster.apply([{ ...bare, spec: { ...bare.spec, initContainers } }]);
    clock.advance(15_000);
    const [waiting] = await pods();
    expect(waiting?.status).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "PodInitializing" } } }],
      initContainerStatuses: [{ lastState: { terminated: { exitCode: 1, reason: "Error" } } }],
    });
    expect(condition(waiting ?? bare, "Initialized")).toMatchObject({
      status: "False",
      message: "containers with incomplete status: [migrate]",
    });
    cluster.behave({ match, behaviour: { kind: "completes", afterMs: 300 } });
    clock.advance(60_000);
    expect(onlyContainer((await pods())[0]).ready).toBe(true);
  });
});

describe("the metrics API", () => {
  it("tells the memory that containers use, where there is one", async () => {
    const { cluster, clock, read } = await openSimulation({ hasMetrics: true });
    cluster.behave({
      match: { workload: "leaky" },
      behaviour: { kind: "leaks", baseMebibytes: 100, mebibytesPerSecond: 1 },
    });
    await cluster.apply([deployment("leaky", memory("512Mi"))]);
    clock.advance(61_400);
    const { items } = await read("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods");
    expect(items).toMatchObject([{ containers: [{ name: "leaky", usage: { memory: "163840Ki" } }] }]);
    const other = await openSimulation();
    const refusal = await fetch(`${other.url}/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods`);
    expect(refusal.status).toBe(404);
  });
});
