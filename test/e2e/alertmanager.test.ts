import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { runCli } from "../cli/support/run-cli.ts";
import { testDatabase } from "../support/database.ts";
import { startDatabaseProxy } from "../support/database-proxy.ts";
import { stopGranted } from "../support/rights.ts";
import { OPERATOR_TOKEN, startService, WEBHOOK_TOKEN } from "../support/service.ts";
import { isAlertmanagerThere, startAlertmanager } from "./support/alertmanager.ts";
import { until } from "./support/stage.ts";
import { needs, web } from "./support/workload.ts";

/** An outage ends when a delivery has failed; a longer one is played by hand. */
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 0);
const WAIT_MS = 150_000 + OUTAGE_SECONDS * 1000;

afterAll(() => {
  if (!isAlertmanagerThere) console.warn("left out, for prometheus-alertmanager is not installed");
});

interface KeptAlert {
  labels: { namespace?: string };
  status: string;
  deliveries: number;
  incidentId: string | null;
}

async function setUp() {
  const clock = createClock();
  const cluster = createSimulatedCluster({ clock });
  const { kubeConfig } = await cluster.start();
  const database = await testDatabase();
  const door = await startDatabaseProxy(database.url);
  const service = await startService({ clock, kubeConfig, databaseUrl: door.url });
  const alertmanager = await startAlertmanager({ url: service.url, token: WEBHOOK_TOKEN });
  onTestFinished(async () => {
    await alertmanager.stop();
    await service.stop();
    await stopGranted(cluster);
    await database.drop();
  });
  const kept = async (namespace: string) => {
    const response = await fetch(`${service.url}/api/v1/alerts`, {
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    });
    if (!response.ok) return [];
    const { alerts } = (await response.json()) as { alerts: KeptAlert[] };
    return alerts.filter(({ labels }) => labels.namespace === namespace);
  };
  const keptAs = (namespace: string, status: string) =>
    until(
      async () => (await kept(namespace)).find((alert) => alert.status === status),
      `${namespace} ${status}`,
      WAIT_MS,
    );
  /** A workload of the namespace whose pod is killed, and the labels of the alert that tells of it. */
  const ill = async (namespace: string) => {
    cluster.behave({ match: { namespace }, behaviour: needs(150, 1_000) });
    await cluster.apply([web(namespace)]);
    const pod = await until(() => cluster.store.list("pods", namespace)[0], "a pod");
    return {
      alertname: "KubePodOOMKilled",
      kube_autofix: "input",
      namespace,
      pod: pod.metadata.name,
      container: "web",
      severity: "warning",
    };
  };
  return { clock, service, door, alertmanager, kept, keptAs, ill };
}

describe.runIf(isAlertmanagerThere)("a real Alertmanager with the example configuration", () => {
  it("delivers what fires and what is resolved, also over an outage of the database, each to one incident", {
    timeout: 2 * WAIT_MS + 300_000,
  }, async () => {
    const { clock, service, door, alertmanager, kept, keptAs, ill } = await setUp();
    const [before, during] = [await ill("before"), await ill("during")];
    const startsAt = clock.now();
    await alertmanager.post(before, { startsAt });
    await keptAs("before", "firing");

    await door.shut();
    const startsLater = clock.now();
    await alertmanager.post(during, { startsAt: startsLater });
    await alertmanager.post(before, { startsAt, endsAt: clock.now() });
    await new Promise((resolve) => setTimeout(resolve, OUTAGE_SECONDS * 1000));
    await until(
      async () => (await alertmanager.deliveries()).failed || undefined,
      "a delivery that failed",
      WAIT_MS,
    );
    const isReady = async () => (await fetch(`${service.url}/readyz`)).status !== 503;
    await until(async () => !(await isReady()) || undefined, "a service that is not ready", WAIT_MS);
    await door.open();

    await keptAs("during", "firing");
    await keptAs("before", "resolved");
    await alertmanager.post(during, { startsAt: startsLater, endsAt: clock.now() });
    await keptAs("during", "resolved");
    for (const namespace of ["before", "during"]) {
      const alerts = await until(
        async () => {
          const found = await kept(namespace);
          return found.every(({ incidentId }) => incidentId !== null) ? found : undefined;
        },
        "the alert's incident",
        WAIT_MS,
      );
      expect(alerts).toHaveLength(1);
      expect((await service.client.incidents(namespace)).map(({ id }) => id)).toEqual([
        alerts[0]?.incidentId,
      ]);
    }
  });

  it("takes the doctor's test alert to the service, where it opens nothing", {
    timeout: WAIT_MS,
  }, async () => {
    const { service, door, alertmanager } = await setUp();
    const env = {
      ...{ DATABASE_URL: door.url, WEBHOOK_TOKEN, OPERATOR_TOKEN, SERVICE_URL: service.url },
      ALERTMANAGER_URL: `http://${alertmanager.address}`,
    };
    const { out } = await runCli(["doctor", "--test-alert", "--only", "alertmanager", "--json"], env);
    const { checks } = JSON.parse(out) as { checks: { name: string; status: string; detail: string }[] };
    expect(
      checks.find(({ name }) => name === "alertmanager"),
      out,
    ).toMatchObject({
      status: "ok",
      detail: expect.stringContaining("went through Alertmanager to the service"),
    });
    expect(await service.client.incidents("")).toEqual([]);
  });
});
