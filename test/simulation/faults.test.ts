import { makeInformer, type V1Pod, Watch } from "@kubernetes/client-node";
import { expect, it, onTestFinished } from "vitest";
import { deployment } from "./manifests.ts";
import { openSimulation, until, watchPods } from "./open-simulation.ts";

it("ends open watches when it is told to, and lets a client go on from where it was", async () => {
  const simulation = await openSimulation();
  const { cluster, clock, core, kubeConfig } = simulation;
  await cluster.apply([deployment("first")]);
  clock.advance(10_000);
  const list = () => core.listNamespacedPod({ namespace: "shop" });
  const informer = makeInformer<V1Pod>(kubeConfig, "/api/v1/namespaces/shop/pods", list);
  const seen: string[] = [];
  const second = Promise.withResolvers<void>();
  informer.on("add", (pod) => {
    seen.push(pod.metadata?.labels?.app ?? "");
    if (seen.length === 2) second.resolve();
  });
  const failed = Promise.withResolvers<void>();
  informer.on("error", () => failed.resolve());
  await informer.start();
  onTestFinished(() => informer.stop());
  expect(seen).toEqual(["first"]);
  cluster.faults.disconnectWatches();
  await failed.promise;
  await cluster.apply([deployment("second")]);
  await informer.start();
  await second.promise;
  expect(seen).toEqual(["first", "second"]);
});

it("answers 410 Gone to a watch from before its history", async () => {
  const { cluster, clock, kubeConfig, read, url } = await openSimulation();
  await cluster.apply([deployment("web")]);
  const { resourceVersion = "" } = (await read("/api/v1/namespaces/shop/pods")).metadata;
  clock.advance(10_000);
  const page = await read("/api/v1/namespaces/shop/events?limit=1");
  cluster.faults.expireResourceVersions();
  const ended = Promise.withResolvers<unknown>();
  const stream = await new Watch(kubeConfig).watch(
    "/api/v1/namespaces/shop/pods",
    { resourceVersion },
    (type: string, object: unknown) => type === "ERROR" && ended.resolve(object),
    () => undefined,
  );
  onTestFinished(() => stream.abort());
  expect(await ended.promise).toMatchObject({
    code: 410,
    reason: "Expired",
    message: expect.stringMatching(/^too old resource version: \d+ \(\d+\)$/),
  });
  const next = await fetch(`${url}/api/v1/namespaces/shop/events?limit=1&continue=${page.metadata.continue}`);
  expect(next.status).toBe(410);
});

it("refuses as many requests as it was told to", async () => {
  const { cluster, url } = await openSimulation();
  cluster.faults.refuse(2, 503, ({ method }) => method === "GET");
  const codes = [];
  for (let count = 0; count < 3; count += 1) codes.push((await fetch(`${url}/api/v1/nodes`)).status);
  expect(codes).toEqual([503, 503, 200]);
});

it("keeps a record of each write, and changes nothing in a dry run", async () => {
  const { cluster, apps, read } = await openSimulation();
  await cluster.apply([deployment("web")]);
  const path = "/apis/apps/v1/namespaces/shop/deployments/web";
  const before = (await read(path)).metadata.resourceVersion;
  const body = [{ op: "replace", path: "/spec/replicas", value: 3 }];
  const name = { namespace: "shop", name: "web" };
  const dry = await apps.patchNamespacedDeployment({ ...name, body, dryRun: "All", fieldManager: "tester" });
  expect(dry.spec?.replicas).toBe(3);
  expect((await read(path)).metadata.resourceVersion).toBe(before);
  await apps.patchNamespacedDeployment({ ...name, body, fieldManager: "tester" });
  const writes = cluster.requests().filter(({ verb }) => verb === "patch");
  expect(writes).toMatchObject([
    { resource: "deployments.apps", name: "web", namespace: "shop", dryRun: true, code: 200, body },
    { resource: "deployments.apps", name: "web", namespace: "shop", dryRun: false, code: 200, body },
  ]);
  const owned = (await read(path)).metadata.managedFields?.find(({ manager }) => manager === "tester");
  expect(owned).toMatchObject({ operation: "Update", fieldsV1: { "f:spec": { "f:replicas": {} } } });
});

it("tells a watch with a selector that an object no longer matches", async () => {
  const simulation = await openSimulation();
  const { cluster, clock, core, pods } = simulation;
  const heard = await watchPods(simulation);
  await cluster.apply([deployment("web")]);
  clock.advance(10_000);
  const [pod] = await pods();
  const left = Promise.withResolvers<void>();
  const stream = await new Watch(simulation.kubeConfig).watch(
    "/api/v1/namespaces/shop/pods",
    { labelSelector: "app=web" },
    (type: string) => type === "DELETED" && left.resolve(),
    () => undefined,
  );
  onTestFinished(() => stream.abort());
  const body = [{ op: "replace", path: "/metadata/labels/app", value: "apart" }];
  await core.patchNamespacedPod({ namespace: "shop", name: pod?.metadata.name ?? "", body });
  await left.promise;
  await until(heard, ({ type, object }) => type === "MODIFIED" && object.metadata.labels?.app === "apart");
  expect(heard.some(({ type }) => type === "DELETED")).toBe(false);
});

it("tells the same story under the same seed", async () => {
  const story = async () => {
    const { cluster, clock, pods } = await openSimulation({ seed: 7 });
    await cluster.apply([deployment("web", { command: ["stress"], args: ["--vm-bytes", "200M"] })]);
    clock.advance(100_000);
    return pods();
  };
  expect(await story()).toEqual(await story());
});
