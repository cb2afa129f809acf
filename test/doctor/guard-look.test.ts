import { afterEach, expect, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { guardCheck } from "../../src/doctor/checks/guard.ts";
import { makeCertificate } from "../../src/guard/certificates/make-certificate.ts";
import { type GuardServer, startGuardServer } from "../../src/guard/guard-server.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { apiOf, patient, run, told } from "./support/patient.ts";

let server: GuardServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const HOST = "guard.test.svc";
const made = () => makeCertificate({ hosts: [HOST], now: createClock().now(), validSeconds: 7 * 86_400 });

async function look(on: { isReady?: boolean; bundle?: string; host?: string; webhookCode?: number }) {
  const certificate = made();
  server = await startGuardServer({
    host: "127.0.0.1",
    port: 0,
    certificate,
    answer: async () => ({}),
    isReady: async () => on.isReady ?? true,
    metrics: createMetrics(),
    logger: silentLogger,
  });
  const caBundle = Buffer.from(on.bundle ?? certificate.authority).toString("base64");
  const { cluster } = apiOf(() => ({
    code: on.webhookCode ?? 200,
    body: { webhooks: [{ failurePolicy: "Fail", clientConfig: { caBundle } }] },
  }));
  // Its Service's name is resolved nowhere here: it is found beside the service.
  const env = { GUARD_HOSTS: on.host ?? HOST, GUARD_PORT: String(server.port) };
  return told(await run(guardCheck(patient(env, { cluster, clock: createClock() }))));
}

test("a guard that serves is found beside the service, and is well", async () => {
  expect(await look({})).toMatchObject({ statuses: ["ok"], details: expect.stringContaining(HOST) });
});

test.each([
  ["is not ready", { isReady: false }, "database"],
  ["is not trusted", { bundle: made().authority }, "CA bundle"],
  ["has another name", { host: "other.test.svc" }, "GUARD_HOSTS"],
  ["is asked by nobody", { webhookCode: 404 }, "--print-manifests"],
])("a guard that %s fails, with what to do", async (_case, on, remedy) => {
  const { statuses, remedies } = await look(on);
  expect(statuses).toContain("failure");
  expect(remedies).toContain(remedy);
});

test("where the account may not see the webhook, the guard itself is looked at", async () => {
  expect((await look({ webhookCode: 403 })).statuses).toEqual(["ok"]);
});

test.each([
  ["is configured fails", { GUARD_HOSTS: "localhost" }, 403, "failure"],
  ["a webhook waits for fails", {}, 200, "failure"],
  ["nothing speaks of is a warning", {}, 403, "warning"],
])("no guard where one %s", async (_case, given, code, status) => {
  const { cluster } = apiOf(() => ({ code, body: { webhooks: [{ clientConfig: {} }] } }));
  const env = { GUARD_HOSTS: "localhost", GUARD_PORT: "1" };
  const isGiven = (name: string) => name in given;
  const check = guardCheck(patient(env, { cluster, isGiven }));
  expect(told(await run(check)).statuses).toEqual([status]);
});
