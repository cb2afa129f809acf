import type { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { NO_TRACING } from "../../src/core/tracing.ts";
import type { ApiRequest } from "../../src/kubernetes/api-connection.ts";
import type { ClusterWriter } from "../../src/kubernetes/cluster-writer.ts";
import { createLiveClusterWriter } from "../../src/kubernetes/live-cluster-writer.ts";
import { onlyDryRuns } from "../../src/kubernetes/only-dry-runs.ts";
import { watchedConnection } from "../../src/kubernetes/watched-connection.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { remediationSettings } from "../../src/remediation/remediation-settings.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";

const clock = createClock();
const cluster = createSimulatedCluster({ clock });
const signal = new AbortController().signal;
const pod = { namespace: "shop", name: "web", uid: "" };
const target = { apiVersion: "v1", kind: "ConfigMap", namespace: "shop", name: "web", uid: "" };
const manifest = { apiVersion: "v1", kind: "Service", metadata: { name: "made", namespace: "shop" } };
const ports = { spec: { ports: [{ port: 80 }] } };
const patch = [{ op: "add" as const, path: "/data", value: { a: "1" } }];
let writer: ClusterWriter;
let server: { kubeConfig: KubeConfig };

beforeAll(async () => {
  server = await cluster.start();
  const { kubeConfig } = server;
  writer = createLiveClusterWriter({ kubeConfig, clock, timeoutMs: 30_000, isDryRun: true });
  await cluster.apply([
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" } },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web", namespace: "shop" },
      spec: { containers: [{ name: "web", image: "web:1" }] },
    },
  ]);
  const made = cluster.store.list("pods", "shop").find(({ metadata }) => metadata.name === "web");
  pod.uid = made?.metadata.uid ?? "";
});
afterAll(() => cluster.stop());

const writes = () => cluster.requests().filter(({ verb }) => ["create", "patch", "delete"].includes(verb));

const METHODS: [string, (dryRun: boolean) => Promise<unknown>][] = [
  ["patch", (dryRun) => writer.patch({ target, patch, dryRun }, signal)],
  ["deletePod", (dryRun) => writer.deletePod({ pod, dryRun }, signal)],
  ["evictPod", (dryRun) => writer.evictPod({ pod, dryRun }, signal)],
  ["create", (dryRun) => writer.create({ manifest: { ...manifest, ...ports }, dryRun }, signal)],
];

test.each(METHODS)("%s gets out as a dry run alone, and changes nothing", async (_method, send) => {
  const before = writes().length;
  await expect(send(false)).rejects.toMatchObject({ reason: "forbidden", retryable: false });
  expect(writes()).toHaveLength(before);
  await send(true);
  expect(writes()).toHaveLength(before + 1);
  const [web, ...more] = cluster.store.list("pods", "shop");
  expect(more).toEqual([]);
  expect(web?.metadata).toMatchObject({ uid: pod.uid });
  expect(web?.metadata).not.toHaveProperty("deletionTimestamp");
  expect(cluster.store.list("services", "shop")).toEqual([]);
});

test("an Event is a write, and does not get out", async () => {
  const before = writes().length;
  const event = {
    key: "k",
    about: target,
    type: "Normal",
    reason: "R",
    message: "m",
    at: clock.now(),
  } as const;
  await expect(writer.createEvent(event, signal)).rejects.toMatchObject({ reason: "forbidden" });
  expect(writes()).toHaveLength(before);
});

test.each<[string, Pick<ApiRequest, "verb" | "query" | "body">]>([
  [
    "says so in the query alone, where the server looks at the body",
    { verb: "delete", query: { dryRun: "All" } },
  ],
  ["is half a dry run", { verb: "delete", body: { dryRun: ["All", "None"] } }],
  ["names another kind of dry run", { verb: "patch", query: { dryRun: "None" } }],
])("a request that %s is refused", async (_what, request) => {
  const sent: ApiRequest[] = [];
  const connection = onlyDryRuns({
    send: async (one) => {
      sent.push(one);
      return { code: 200, text: "{}" };
    },
    open: async () => ({ code: 200, body: new ReadableStream() }),
  });
  const whole = { path: "/api/v1/namespaces/shop/pods/web", what: "change it", signal, ...request };
  await expect(connection.send(whole)).rejects.toThrow("the service runs dry");
  await expect(connection.open(whole)).rejects.toThrow("the service runs dry");
  await connection.send({ ...whole, verb: "get" });
  expect(sent.map(({ verb }) => verb)).toEqual(["get"]);
});

test.each<[string, Record<string, string>, boolean]>([
  ["DRY_RUN=on reaches both the steps and the connection", { DRY_RUN: "on" }, true],
  ["without it neither holds anything back", {}, false],
])("%s", async (_what, env, isDryRun) => {
  const config = readConfig(env);
  const known = { takesCards: () => false, ownNamespace: undefined };
  expect(remediationSettings(config, known).isDryRun).toBe(isDryRun);
  const { kubeConfig } = server;
  const metrics = createMetrics();
  const deps = { kubeConfig, clock, metrics, logger: silentLogger, tracing: NO_TRACING };
  const before = writes().length;
  const event = {
    key: "e",
    about: target,
    type: "Normal",
    reason: "R",
    message: "m",
    at: clock.now(),
  } as const;
  const sent = createLiveClusterWriter(watchedConnection(config, deps)).createEvent(event, signal);
  if (isDryRun) await expect(sent).rejects.toMatchObject({ reason: "forbidden" });
  else await sent;
  expect(writes()).toHaveLength(isDryRun ? before : before + 1);
});
