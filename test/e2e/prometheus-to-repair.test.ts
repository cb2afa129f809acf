import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { classicManifest } from "../../src/cli/demo/stories.ts";
import { createClock } from "../../src/core/clock.ts";
import { createSimulatedCluster } from "../../src/simulation/create-simulated-cluster.ts";
import { serveStateMetrics } from "../../src/simulation/prometheus/serve-state-metrics.ts";
import { filled, QUERIES } from "../support/dashboard-queries.ts";
import { testDatabase } from "../support/database.ts";
import { isPrometheusThere, startPrometheus } from "../support/prometheus.ts";
import { stopGranted } from "../support/rights.ts";
import { incidentWhere, isAtRest, OPERATOR_TOKEN, startService, WEBHOOK_TOKEN } from "../support/service.ts";
import { isAlertmanagerThere, startAlertmanager } from "./support/alertmanager.ts";
import { until } from "./support/stage.ts";

const WAIT_MS = 150_000;
const CLUSTER = "west";
const RULES = "kube-autofix-input.rules.yaml";
const areThere = isPrometheusThere && isAlertmanagerThere;

afterAll(() => {
  if (!areThere) console.warn("left out, for prometheus and prometheus-alertmanager are not both installed");
});

const expressionOf = (name: string) => QUERIES.find((query) => query.name === name)?.expr ?? name;

/** Everything in wall time, as these programs know no other; what is shipped is shortened nowhere but in Alertmanager's waits. */
async function setUp() {
  const ends: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const end of ends.reverse()) await end();
  });
  const clock = createClock();
  const cluster = createSimulatedCluster({ clock });
  const { kubeConfig } = await cluster.start();
  ends.push(() => stopGranted(cluster));
  const state = await serveStateMetrics(cluster.store);
  ends.push(() => state.stop());
  const database = await testDatabase();
  ends.push(() => database.drop());
  const service = await startService({
    clock,
    kubeConfig,
    databaseUrl: database.url,
    env: { CLUSTER_NAME: CLUSTER, PUBLIC_URL: "http://autofix.test", VERIFY_SOAK_SECONDS: "5" },
  });
  ends.push(() => service.stop());
  const alertmanager = await startAlertmanager({ url: service.url, token: WEBHOOK_TOKEN });
  ends.push(() => alertmanager.stop());
  const prometheus = await startPrometheus(
    {
      global: {
        scrape_interval: "1s",
        scrape_timeout: "1s",
        evaluation_interval: "1s",
        external_labels: { cluster: CLUSTER },
      },
      rule_files: [RULES],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.address] }] }] },
      scrape_configs: [
        {
          job_name: "kube-state-metrics",
          honor_labels: true,
          static_configs: [{ targets: [state.address] }],
        },
        {
          job_name: "kube-autofix",
          static_configs: [{ targets: [new URL(service.url).host], labels: { cluster: CLUSTER } }],
        },
      ],
    },
    { [RULES]: readFileSync(new URL(`../../alerting/${RULES}`, import.meta.url), "utf8") },
  );
  ends.push(() => prometheus.stop());
  const alert = async () => {
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
    const response = await fetch(`${service.url}/api/v1/alerts`, { headers });
    const { alerts } = (await response.json()) as {
      alerts: { status: string; labels: Record<string, string>; incidentId: string | null }[];
    };
    return alerts.find(({ labels }) => labels.alertname === "KubePodOOMKilled");
  };
  return { cluster, service, prometheus, alert };
}

describe.runIf(areThere)("a real Prometheus with the shipped rules, and a real Alertmanager", () => {
  it("see a kill, have it repaired, see it end, and show it on the dashboard", {
    timeout: 5 * WAIT_MS,
  }, async () => {
    const { cluster, service, prometheus, alert } = await setUp();
    await until(
      async () => ((await prometheus.query("sum(up)"))[0]?.value === 2 ? true : undefined),
      "a scrape of both",
      WAIT_MS,
    );
    await cluster.apply([classicManifest("shop")]);

    const incident = await incidentWhere(service.client, "shop", isAtRest, WAIT_MS);
    expect(incident).toMatchObject({ status: "closed", outcome: "fixed" });
    expect(incident.attempts).toMatchObject([{ result: "verified", proof: "full" }]);
    expect(await alert()).toMatchObject({
      labels: { cluster: CLUSTER, namespace: "shop", container: "stress", kube_autofix: "input" },
      incidentId: incident.id,
    });

    // Its pod is gone, and so is what the rule saw.
    await until(
      async () => ((await alert())?.status === "resolved" ? true : undefined),
      "the end of the alert",
      WAIT_MS,
    );
    expect(await prometheus.query('ALERTS{alertstate="firing", alertname="KubePodOOMKilled"}')).toEqual([]);

    const shown = (name: string, namespace = "shop") =>
      prometheus.query(filled(expressionOf(name), { cluster: CLUSTER, namespace }));
    // Within some scrapes: what one of them reads is no single moment of the database.
    const shows = (name: string) => expect.poll(() => shown(name), { timeout: WAIT_MS, interval: 200 });
    const one = (metric: Record<string, string>, value: number) => [{ metric, value }];
    const { openedAt, closedAt } = incident as unknown as Record<"openedAt" | "closedAt", string>;
    const [opened, closed] = [Date.parse(openedAt), Date.parse(closedAt)];
    const page = { incident: incident.id, url: `http://autofix.test/incidents/${incident.id}` };
    const end = { outcome: "fixed", cause: "memory-limit-too-low" };
    const about = (at: number) => expect.closeTo(at, 0);
    await shows("Incidents opened").toMatchObject([{ metric: page, value: about(opened) }]);
    await shows("Incidents closed").toMatchObject([{ metric: { ...page, ...end }, value: about(closed) }]);
    await shows("Incidents fixed").toEqual(one({}, 1));
    await shows("Attempts that held").toEqual(one({}, 1));
    await shows("Proven in full").toEqual(one({}, 1));
    await shows("How incidents ended").toEqual(one({ outcome: "fixed" }, 1));
    const repaired = { cause: end.cause, action: "SetMemoryLimit", proof: "full" };
    await shows("Repaired").toEqual(one({ subject_namespace: "shop", ...repaired }, 1));
    await shows("Share that held, by action").toEqual(one({ action: "SetMemoryLimit" }, 1));
    await shows("Mean time to fix by namespace").toEqual([
      { metric: { subject_namespace: "shop" }, value: expect.closeTo((closed - opened) / 1000, 1) },
    ]);
    expect(await shown("With a person now")).toEqual([]);
    expect(await shown("Incidents fixed", "another")).toEqual([]);
  });
});
