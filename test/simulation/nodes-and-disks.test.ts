import { describe, expect, it } from "vitest";
import type { BehaviourRule } from "../../src/simulation/kubelet/behaviour.ts";
import type { Container, NodeObject, Pod } from "../../src/simulation/store/objects.ts";
import type { Volume } from "../../src/simulation/store/pod-parts.ts";
import { deployment } from "./manifests.ts";
import { onlyContainer, openSimulation } from "./open-simulation.ts";

type Behaviour = BehaviourRule["behaviour"];

async function play(behaviour: Behaviour, container: Partial<Container> = {}, volumes: Volume[] = []) {
  const simulation = await openSimulation();
  const { cluster, clock, pods } = simulation;
  cluster.behave({ match: { workload: "app" }, behaviour });
  const manifest = deployment("app", container);
  const { template } = manifest.spec;
  const spec = { ...template.spec, volumes };
  await cluster.apply([{ ...manifest, spec: { ...manifest.spec, template: { ...template, spec } } }]);
  const later = async (seconds: number): Promise<Pod> => {
    clock.advance(seconds * 1000);
    const [pod] = (await pods()).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
    if (!pod) throw new Error("no pod is there");
    return pod;
  };
  const messages = (reason: string) =>
    (cluster.store.list("events", "shop") as unknown as { reason: string; message: string }[])
      .filter((event) => event.reason === reason)
      .map(({ message }) => message);
  const node = (change: Record<string, string>) => {
    const now = cluster.store.get("nodes", "", "node-1") as NodeObject;
    const conditions = (now.status?.conditions ?? []).map((item) => ({
      ...item,
      status: change[item.type] ?? item.status,
    }));
    cluster.store.put("nodes", { ...now, status: { ...now.status, conditions } });
  };
  return { ...simulation, later, messages, node };
}

const mounted = { volumeMounts: [{ name: "data", mountPath: "/data" }] };

describe("too much on disk", () => {
  it.each<[string, Behaviour, Partial<Container>, Volume[], string]>([
    [
      "an emptyDir with a limit",
      { kind: "fills-volume", volume: "data", mebibytes: 200 },
      mounted,
      [{ name: "data", emptyDir: { sizeLimit: "100Mi" } }],
      'Usage of EmptyDir volume "data" exceeds the limit "100Mi". ',
    ],
    [
      "ephemeral storage",
      { kind: "fills-volume", mebibytes: 2_000 },
      { resources: { limits: { "ephemeral-storage": "1Gi" } } },
      [],
      "Pod ephemeral local storage usage exceeds the total limit of containers 1Gi. ",
    ],
  ])("%s: the pod is evicted and replaced", async (_, behaviour, container, volumes, message) => {
    const { later, pods, messages } = await play(behaviour, container, volumes);
    await later(45);
    const list = await pods();
    expect(list).toHaveLength(2);
    expect(list.find(({ status }) => status?.phase === "Failed")?.status).toMatchObject({
      reason: "Evicted",
      message,
    });
    expect(messages("Evicted")).toEqual([message]);
  });

  it("stays where there is room for it", async () => {
    const { later } = await play({ kind: "fills-volume", volume: "data", mebibytes: 50 }, mounted, [
      { name: "data", emptyDir: { sizeLimit: "100Mi" } },
    ]);
    expect(onlyContainer(await later(120))).toMatchObject({ ready: true, restartCount: 0 });
  });
});

describe("a claim that is full", () => {
  const claim = (capacity: string) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data", namespace: "shop" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "",
      volumeName: "disk",
      resources: { requests: { storage: "1Gi" } },
    },
    status: { phase: "Bound", capacity: { storage: capacity } },
  });

  it("ends its program again and again until it is larger", async () => {
    const { cluster, clock, core, pods } = await openSimulation();
    cluster.behave({
      match: { workload: "app" },
      behaviour: { kind: "fills-volume", volume: "data", mebibytes: 1_500 },
    });
    cluster.store.put("persistentvolumeclaims", {
      ...claim("1Gi"),
      metadata: { ...claim("1Gi").metadata, uid: "claim-1" },
    });
    const manifest = deployment("app", mounted);
    const { template } = manifest.spec;
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    const spec = { ...template.spec, volumes, nodeName: "node-1" };
    await cluster.apply([{ ...manifest, spec: { ...manifest.spec, template: { ...template, spec } } }]);
    clock.advance(60_000);
    const [pod] = await pods();
    expect(onlyContainer(pod).restartCount).toBeGreaterThan(0);
    const log = await core.readNamespacedPodLog({
      namespace: "shop",
      name: pod?.metadata.name ?? "",
      previous: true,
    });
    expect(log).toBe("write /data/data: no space left on device\n");
    const now = cluster.store.get("persistentvolumeclaims", "shop", "data");
    cluster.store.put("persistentvolumeclaims", {
      ...claim("2Gi"),
      metadata: { ...now?.metadata, name: "data" },
    });
    clock.advance(120_000);
    expect(onlyContainer((await pods())[0]).ready).toBe(true);
  });
});

describe("what the node itself cannot do", () => {
  it("a volume that it cannot mount", async () => {
    const message = "mount failed: exit status 32";
    const { later, messages, cluster } = await play(
      { kind: "cannot-mount", volume: "data", message },
      mounted,
      [{ name: "data", emptyDir: {} }],
    );
    expect(onlyContainer(await later(20)).state.waiting?.reason).toBe("ContainerCreating");
    expect(messages("FailedMount")).toEqual([`MountVolume.SetUp failed for volume "data" : ${message}`]);
    cluster.behave({ match: {}, behaviour: { kind: "runs-well" } });
    expect(onlyContainer(await later(60)).ready).toBe(true);
  });

  it("a network that it cannot set up", async () => {
    const { later, messages } = await play({
      kind: "no-sandbox",
      message: 'plugin type="calico" failed (add): no IPs available',
    });
    const pod = await later(20);
    expect(pod.status?.phase).toBe("Pending");
    expect(messages("FailedCreatePodSandBox")[0]).toMatch(
      /^Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "[0-9a-f]{64}": plugin type="calico"/,
    );
  });
});

describe("a node", () => {
  it("evicts for its own sake, and says of what it is short", async () => {
    const { later, pods, node } = await play(
      { kind: "needs-memory", mebibytes: 300 },
      { resources: { requests: { memory: "100Mi" } } },
    );
    await later(10);
    node({ MemoryPressure: "True" });
    await later(15);
    const evicted = (await pods()).find(({ status }) => status?.reason === "Evicted");
    expect(evicted?.status?.message).toBe(
      "The node was low on resource: memory. Threshold quantity: 100Mi, available: 91264Ki. Container app was using 307200Ki, request is 100Mi, has larger consumption of memory. ",
    );
    expect(evicted?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: "DisruptionTarget", status: "True", reason: "TerminationByKubelet" }),
    );
  });

  it("that is silent lets no pod go until it is back", async () => {
    const { later, pods, core, node } = await play({ kind: "runs-well" });
    const { name } = (await later(5)).metadata;
    node({ Ready: "Unknown" });
    await core.deleteNamespacedPod({ namespace: "shop", name });
    await later(300);
    const waiting = (await pods()).find(({ metadata }) => metadata.name === name);
    expect(waiting?.metadata.deletionTimestamp).toBeDefined();
    expect(onlyContainer(waiting).state.running).toBeDefined();
    node({ Ready: "True" });
    await later(5);
    expect((await pods()).map(({ metadata }) => metadata.name)).not.toContain(name);
  });
});

describe("a pod that is deleted", () => {
  it.each<[string, Behaviour, number]>([
    ["goes within seconds", { kind: "runs-well" }, 1],
    ["stays for its whole grace where SIGTERM is ignored", { kind: "runs-well", onTerm: "ignores" }, 30],
    ["goes when it has tidied up", { kind: "runs-well", onTerm: { exitCode: 143, afterMs: 12_000 } }, 12],
  ])("%s", async (_, behaviour, seconds) => {
    const { later, pods, core } = await play(behaviour);
    const { name } = (await later(5)).metadata;
    await core.deleteNamespacedPod({ namespace: "shop", name });
    const isThere = async () => (await pods()).some(({ metadata }) => metadata.name === name);
    await later(seconds - 1);
    expect(await isThere()).toBe(true);
    await later(1);
    expect(await isThere()).toBe(false);
  });

  it("stays, with its containers ended, while a finalizer holds it", async () => {
    const { later, pods, core, cluster } = await play({ kind: "runs-well" });
    const pod = await later(5);
    cluster.store.put("pods", { ...pod, metadata: { ...pod.metadata, finalizers: ["acme.example/hold"] } });
    await core.deleteNamespacedPod({ namespace: "shop", name: pod.metadata.name });
    await later(120);
    const held = (await pods()).find(({ metadata }) => metadata.name === pod.metadata.name);
    expect(held?.metadata.deletionTimestamp).toBeDefined();
    expect(onlyContainer(held).state.terminated).toMatchObject({ exitCode: 0 });
  });
});
