import { describe, expect, test } from "vitest";
import { z } from "zod";
import { signalOfAlert } from "../../src/alerts/alert-signal.ts";
import { type Alert, parseAlertmanagerPayload } from "../../src/alerts/alertmanager-payload.ts";
import { testAlertLabels } from "../../src/alerts/test-alert.ts";
import { alertmanagerCheck } from "../../src/doctor/checks/alertmanager.ts";
import type { DoctorDeps } from "../../src/doctor/doctor-deps.ts";
import { fetchOf, NOW, patient, run, told } from "./support/patient.ts";

const ID = "0f0e0d0c-0000-4000-8000-000000000001";
const postedSchema = z.array(
  z.object({ labels: z.record(z.string(), z.string()), startsAt: z.string(), endsAt: z.string() }),
);

interface World {
  /** What the API tells of the alert, once it has arrived; by the number of looks before. */
  arrives?: (looks: number) => { incidentId: string | null; reason: string | null } | undefined;
  alertmanager?: number;
  api?: number;
}

/** A service, and an Alertmanager in front of it. */
function world({ arrives = () => ({ incidentId: null, reason: "a test" }), ...codes }: World) {
  const posts: { url: URL; body: unknown; headers: Headers }[] = [];
  let looks = 0;
  const fetch = fetchOf((url, init) => {
    if (init?.method === "POST") {
      posts.push({ url, body: JSON.parse(String(init.body)), headers: new Headers(init.headers) });
      return { status: codes.alertmanager ?? 200, body: {} };
    }
    if (codes.api !== undefined) return { status: codes.api, body: {} };
    looks += 1;
    const arrived = arrives(looks);
    const other = { labels: { alertname: "KubePodCrashLooping" }, incidentId: "i", reason: null };
    const alerts = arrived === undefined ? [other] : [other, { labels: testAlertLabels(ID), ...arrived }];
    return { body: { alerts } };
  });
  return { fetch, posts };
}

const look = (env: Record<string, string>, on: World, more: Partial<DoctorDeps> = {}) => {
  const { fetch, posts } = world(on);
  const deps = patient(env, {
    fetch,
    nextId: () => ID,
    clock: { now: () => NOW, sleep: () => Promise.resolve(), wallMs: (ms) => ms },
    tokens: { webhook: "w".repeat(20), operator: "o".repeat(20) },
    asked: { testAlert: true, feishuCard: false },
    ...more,
  });
  return run(alertmanagerCheck(deps)).then((seen) => ({ ...told(seen), posts }));
};
const THROUGH = { ALERTMANAGER_URL: "http://alertmanager.test" };

describe("a test alert", () => {
  test("is not sent unless asked for", async () => {
    const { statuses, posts } = await look(THROUGH, {}, { asked: { testAlert: false, feishuCard: false } });
    expect([statuses, posts]).toEqual([["ok"], []]);
  });

  test("goes through Alertmanager, ends by itself, and is waited for", async () => {
    const { statuses, posts } = await look(THROUGH, {
      arrives: (looks) => (looks < 3 ? undefined : { incidentId: null, reason: "a test" }),
    });
    expect(statuses).toEqual(["ok"]);
    expect(posts.map(({ url }) => url.href)).toEqual(["http://alertmanager.test/api/v2/alerts"]);
    expect(posts[0]?.headers.has("authorization")).toBe(false);
    const [alert] = postedSchema.parse(posts[0]?.body);
    expect(alert?.labels).toMatchObject({
      alertname: "KubeAutofixTest",
      kube_autofix_test: ID,
      kube_autofix: "input",
    });
    expect(Date.parse(alert?.endsAt ?? "")).toBeGreaterThan(Date.parse(alert?.startsAt ?? ""));
  });

  test("without an Alertmanager proves the door alone, as Alertmanager would knock", async () => {
    const { statuses, remedies, posts } = await look({}, {});
    expect([statuses, remedies]).toEqual([["warning"], expect.stringContaining("ALERTMANAGER_URL")]);
    expect(posts[0]?.url.href).toBe("http://service.test/webhooks/alertmanager");
    expect(posts[0]?.headers.get("authorization")).toBe(`Bearer ${"w".repeat(20)}`);
    const [alert] = parseAlertmanagerPayload(posts[0]?.body).alerts;
    expect(signalOfAlert(alert as Alert, {})).toEqual({ reason: expect.stringContaining("a test") });
  });

  test.each([
    ["Alertmanager refuses it", THROUGH, { alertmanager: 404 }, {}, "ALERTMANAGER_URL"],
    ["the webhook refuses it", {}, { alertmanager: 401 }, {}, "WEBHOOK_TOKEN"],
    ["no token is known", {}, {}, { tokens: { webhook: null, operator: null } }, "WEBHOOK_TOKEN"],
    ["the API refuses to tell", THROUGH, { api: 401 }, {}, "OPERATOR_TOKEN"],
    ["it was taken for real", THROUGH, { arrives: () => ({ incidentId: "i", reason: null }) }, {}, "version"],
  ] as const)("%s: a failure, with what to do", async (_case, env, on, more, remedy) => {
    const { statuses, remedies } = await look(env, on, more);
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining(remedy)]);
  });

  test("whose arrival cannot be seen is a warning", async () => {
    const { statuses, remedies } = await look(THROUGH, {}, { tokens: { webhook: null, operator: null } });
    expect([statuses, remedies]).toEqual([["warning"], expect.stringContaining("OPERATOR_TOKEN")]);
  });
});

test.each([
  ["the name alone", { alertname: "KubeAutofixTest", namespace: "shop", pod: "web-1" }],
  [
    "the label alone",
    { alertname: "KubePodCrashLooping", namespace: "shop", pod: "web-1", kube_autofix_test: "x" },
  ],
])("an alert with %s is no test: it is heard", (_case, labels) => {
  const alert: Alert = {
    status: "firing",
    labels,
    annotations: {},
    startsAt: NOW.toISOString(),
    generatorURL: "",
    fingerprint: "f1",
  };
  expect(signalOfAlert(alert, {})).toMatchObject({ source: "alertmanager" });
});
