import { Agent, request } from "node:https";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { answerReview } from "../../src/guard/answer-review.ts";
import { ownCertificates } from "../../src/guard/certificates/certificate-source.ts";
import { createGuard } from "../../src/guard/create-guard.ts";
import { GUARD_PATH, startGuardServer } from "../../src/guard/guard-server.ts";
import type { LedgerAttempt } from "../../src/guard/ledger-attempt.ts";
import { warmUp } from "../../src/guard/warm-up.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { begun, requestOf } from "./support/ledger.ts";
import { CHANGE, CHANGED, WEB } from "./support/web.ts";

const clock = createClock();
const row = () => begun([CHANGE], { startedAt: clock.now() });
const review = (object: unknown = CHANGED) =>
  JSON.stringify({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: { ...requestOf("UPDATE", { oldObject: WEB, object: CHANGED }), object },
  });
const response = (answer: object) =>
  (answer as { response: { allowed: boolean; status?: { message: string } } }).response;

function deps(open: () => Promise<LedgerAttempt[]> = async () => [row()]) {
  const metrics = createMetrics();
  const count = async (name: "guardReviews" | "guardRefusals", label: string) =>
    (await metrics[name].get()).values.find(({ labels }) => Object.values(labels).includes(label))?.value;
  return { clock, logger: silentLogger, metrics, ledger: { open }, boundMs: 50, count };
}

test("an answer names the review and allows what the ledger holds; both are counted", async () => {
  const given = deps();
  expect(await answerReview(given, review())).toEqual({
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    response: { uid: "review-1", allowed: true },
  });
  expect(response(await answerReview(given, review(WEB))).status?.message).toMatch(
    /^kube-autofix guard: other-change: /,
  );
  expect(await given.count("guardReviews", "admitted")).toBe(1);
  expect(await given.count("guardReviews", "refused")).toBe(1);
  expect(await given.count("guardRefusals", "other-change")).toBe(1);
});

test.each([
  ["no JSON", "{"],
  ["nothing", ""],
  ["null", "null"],
  ["a list", "[]"],
  ["another version", review().replace("admission.k8s.io/v1", "admission.k8s.io/v1beta1")],
  ["an operation that there is not", review().replace('"UPDATE"', '"PATCH"')],
  ["an object that is a text", review("web")],
  [
    "an object nested without end",
    review().replace('"replicas":1', `"replicas":${"[".repeat(50_000)}${"]".repeat(50_000)}`),
  ],
  [
    "keys that name prototypes",
    review().replace('"replicas":1', '"__proto__":{"allowed":true},"constructor":1,"replicas":2'),
  ],
  ["three megabytes more", review({ ...CHANGED, more: "x".repeat(3 * 2 ** 20) })],
])("a body with %s is refused and never ends the guard", async (_what, body) => {
  const answer = response(await answerReview(deps(), body));
  expect(answer.allowed).toBe(false);
});

test.each([
  ["fails", () => Promise.reject(new Error("gone"))],
  ["does not answer", () => new Promise<never>(() => {})],
])("a ledger that %s admits nothing, in time", async (_what, open) => {
  const given = deps(open);
  expect(response(await answerReview(given, review())).status?.message).toContain("ledger-unavailable");
  expect(await given.count("guardRefusals", "ledger-unavailable")).toBe(1);
});

test("the guard serves over HTTPS, is ready once it is trusted, and serves a new certificate after it is", async () => {
  const trusted: string[] = [];
  let isReachable = false;
  let certificate = await ownCertificates({ hosts: ["127.0.0.1"], clock }).current();
  const guard = createGuard({
    ledger: { open: async () => [row()], isHealthy: async () => true, close: async () => {} },
    certificates: { current: async () => certificate },
    trust: async (authority) => {
      if (!isReachable) throw new Error("no API server");
      trusted.push(authority);
    },
    clock,
    logger: silentLogger,
    metrics: createMetrics(),
    host: "127.0.0.1",
    port: 0,
    lookMs: 20,
  });
  const { port } = await guard.start();
  onTestFinished(() => guard.stop());
  const call = (ca: string, path: string, body?: string) =>
    new Promise<{ code: number; text: string }>((resolve, reject) => {
      const method = body === undefined ? "GET" : "POST";
      const sent = request({ host: "127.0.0.1", port, path, method, ca, agent: false }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        answer.on("end", () => resolve({ code: answer.statusCode ?? 0, text }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  const first = certificate.authority ?? "";
  expect(await call(first, "/livez")).toMatchObject({ code: 200 });
  expect(await call(first, "/readyz")).toMatchObject({ code: 503 });
  expect(await call(first, "/admission/guard", review())).toMatchObject({
    code: 200,
    text: expect.stringContaining('"allowed":true'),
  });
  expect((await call(first, "/metrics")).text).toContain('guard_reviews_total{decision="admitted"} 1');
  expect(await call(first, "/other")).toMatchObject({ code: 404 });
  expect(await call(first, "/admission/guard", "x".repeat(17 * 2 ** 20))).toMatchObject({ code: 413 });
  isReachable = true;
  await expect.poll(async () => (await call(first, "/readyz")).code).toBe(200);
  certificate = await ownCertificates({ hosts: ["127.0.0.1"], clock }).current();
  const second = certificate.authority ?? "";
  await expect
    .poll(() =>
      call(second, "/livez").then(
        ({ code }) => code,
        () => 0,
      ),
    )
    .toBe(200);
  expect(trusted).toContain(second);
});

test("reviews one after another come over one TLS connection, kept for longer than the API server keeps it", async () => {
  const opened: string[] = [];
  const certificate = await ownCertificates({ hosts: ["127.0.0.1"], clock }).current();
  const server = await startGuardServer({
    certificate,
    answer: async () => ({}),
    isReady: async () => true,
    logger: { ...silentLogger, debug: (_fields: object, message: string) => void opened.push(message) },
    metrics: createMetrics(),
    host: "127.0.0.1",
    port: 0,
  });
  onTestFinished(() => server.stop());
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: certificate.authority ?? "" });
  onTestFinished(() => agent.destroy());
  const hints = new Set<unknown>();
  for (let count = 0; count < 5; count += 1)
    await new Promise<void>((resolve, reject) => {
      const options = { host: "127.0.0.1", port: server.port, path: GUARD_PATH, method: "POST", agent };
      const sent = request(options, (answer) => {
        hints.add(answer.headers["keep-alive"]);
        answer.resume().on("end", resolve);
      });
      sent.on("error", reject);
      sent.end("{}");
    });
  expect(opened).toEqual(["a TLS connection came to be"]);
  const [, seconds] = /^timeout=(\d+)$/.exec([...hints].join()) ?? [];
  expect(Number(seconds)).toBeGreaterThan(90);
});

test("before its first answer the guard has gone the whole road of a review, which nothing counts", async () => {
  const metrics = createMetrics();
  expect(await warmUp(clock, 3)).toBe(3);
  let judged = 0;
  const now = () => {
    judged += 1;
    return clock.now();
  };
  const guard = createGuard({
    ledger: { open: async () => [row()], isHealthy: async () => true, close: async () => {} },
    certificates: ownCertificates({ hosts: ["127.0.0.1"], clock }),
    trust: async () => {},
    ...{ clock: { ...clock, now }, logger: silentLogger, metrics, host: "127.0.0.1", port: 0 },
  });
  await guard.start();
  await guard.stop();
  expect(judged).toBeGreaterThan(100);
  expect((await metrics.guardReviews.get()).values.map(({ value }) => value)).toEqual([0, 0]);
});
