import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { alertPayload } from "../../src/cli/demo/alert-payload.ts";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { openBreakableProxy } from "../contract/breakable-proxy.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { stopGranted } from "../support/rights.ts";
import { OPERATOR_TOKEN, WEBHOOK_TOKEN } from "../support/service.ts";
import { serve, writeKubeConfig } from "./support/serve-process.ts";
import { until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

const cluster = createSimulatedCluster({ clock: createClock() });
let folder: string;
let server: string;
let kubeConfig: KubeConfig;
let database: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "autofix-input-"));
  ({ url: server, kubeConfig } = await cluster.start());
});
beforeEach(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await stopGranted(cluster);
  await rm(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}, clusterUrl = server) {
  const kubeconfig = await writeKubeConfig(folder, clusterUrl);
  const service = serve({
    KUBECONFIG: kubeconfig,
    DATABASE_URL: database.url,
    DATA_DIR: join(folder, "data"),
    ...env,
  });
  onTestFinished(async () => {
    service.child.kill("SIGKILL");
    await service.ended;
    await database.drop();
  });
  return { ...service, ...(await service.ready) };
}

function payload(labels: Record<string, string> = {}, padding = ""): Record<string, unknown> {
  const alert = { namespace: "nowhere", pod: "gone-1", container: "app", startsAt: new Date() };
  const whole = alertPayload({ ...alert, fingerprint: `${Object.keys(labels).length}${padding.length}` }) as {
    alerts: { labels: object; annotations: object }[];
  };
  const alerts = whole.alerts.map((one) => ({
    ...one,
    labels: { ...one.labels, ...labels },
    annotations: { ...one.annotations, padding },
  }));
  return { ...whole, alerts };
}

const MIB = 2 ** 20;

describe("the running service", { timeout: 120_000 }, () => {
  it("answers every bad delivery with what is wrong, takes 6 MB, and is still there", async () => {
    const { url, child } = await start({ WEBHOOK_MAX_BYTES: "8Mi" });
    const post = async (body: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${url}/webhooks/alertmanager`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${WEBHOOK_TOKEN}`,
          "content-type": "application/json",
          ...headers,
        },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    };
    const cases: [string, Awaited<ReturnType<typeof post>>, number, RegExp][] = [
      ["no token", await post(payload(), { authorization: "" }), 401, /WEBHOOK_TOKEN/],
      ["wrong token", await post(payload(), { authorization: "Bearer wrong" }), 401, /WEBHOOK_TOKEN/],
      ["not JSON by type", await post("hello", { "content-type": "text/plain" }), 415, /application\/json/],
      ["not JSON", await post("{"), 400, /JSON/],
      ["over the limit", await post(payload({}, "x".repeat(9 * MIB))), 413, /WEBHOOK_MAX_BYTES|8388608/],
      ["version 3", await post({ ...payload(), version: "3" }), 400, /version/],
      ["a field missing", await post({ ...payload(), alerts: undefined }), 400, /alerts/],
      ["6 MB", await post(payload({}, "x".repeat(6 * MIB))), 200, /"alerts":1/],
      ["no object", await post(payload({ pod: "", namespace: "" })), 200, /"alerts":1/],
      [
        "control characters",
        await post(
          payload({
            pod: "a\u0000b\u001b[2J\r\nc",
            namespace: "../../kube\u202Esystem",
            container: "\u0007",
          }),
        ),
        200,
        /"alerts":1/,
      ],
    ];
    for (const [name, answer, status, text] of cases)
      expect(answer, name).toMatchObject({ status, text: expect.stringMatching(text) });
    const kept = await until(async () => {
      const response = await fetch(`${url}/api/v1/alerts`, {
        headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
      });
      const { alerts } = (await response.json()) as {
        alerts: { incidentId: string | null; reason: string | null }[];
      };
      return alerts.every(({ incidentId, reason }) => incidentId !== null || reason !== null)
        ? alerts
        : undefined;
    }, "each kept alert with its incident or the reason why it has none");
    expect(kept).toHaveLength(3);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(child.exitCode).toBeNull();
    child.kill("SIGTERM");
  });

  it("starts without its API server, says so, keeps what it is told, and works on it when the server is back", async () => {
    const relay = await openBreakableProxy(kubeConfig);
    onTestFinished(() => relay.close());
    relay.break();
    const relayUrl = relay.kubeConfig.getCurrentCluster()?.server ?? "";
    const { url, client, child } = await start({}, relayUrl);
    await until(async () => {
      const response = await fetch(`${url}/readyz`);
      const { down } = (await response.json()) as { down: string[] };
      return response.status === 503 && down.join() === "kubernetes" ? true : undefined;
    }, "not ready for want of the API server alone");
    cluster.behave({ match: { namespace: "waiting" }, behaviour: needs(150, 1_000) });
    await cluster.apply([web("waiting")]);
    const pod = await until(() => cluster.store.list("pods", "waiting")[0]?.metadata.name, "a pod");
    await client.sendAlerts(
      alertPayload({ namespace: "waiting", pod, container: "web", startsAt: new Date(), fingerprint: "1" }),
    );
    expect(await client.incidents("waiting")).toEqual([]);
    relay.mend();
    await until(async () => (await client.incidents("waiting"))[0], "the incident");
    await until(async () => ((await fetch(`${url}/readyz`)).status === 200 ? true : undefined), "ready");
    child.kill("SIGTERM");
  });
});
