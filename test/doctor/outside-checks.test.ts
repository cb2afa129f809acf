import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { feishuCheck } from "../../src/doctor/checks/feishu.ts";
import { modelCheck } from "../../src/doctor/checks/model.ts";
import { prometheusCheck } from "../../src/doctor/checks/prometheus.ts";
import { searchCheck } from "../../src/doctor/checks/search.ts";
import { serviceCheck } from "../../src/doctor/checks/service.ts";
import { type Completion, ProviderFailure } from "../../src/llm/provider.ts";
import { APP, CHAT, type OpenFake, openFakeFeishu } from "../simulation/feishu/open-fake-feishu.ts";
import { apiOf, fetchOf, patient, run, told } from "./support/patient.ts";

describe("the service", () => {
  const answering = (status: number, body: unknown) =>
    serviceCheck(patient({}, { fetch: fetchOf(() => ({ status, body })) }));
  const part = { name: "queue", ok: true, detail: "due work is looked for" };

  test("that is ready is well", async () => {
    expect(told(await run(answering(200, { parts: [part] }))).statuses).toEqual(["ok"]);
  });
  test("that is not names its part, with what to do", async () => {
    const { statuses, details, remedies } = told(
      await run(answering(503, { parts: [part, { ...part, ok: false }] })),
    );
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining("log")]);
    expect(details).toContain("its part queue");
  });
  test.each([
    ["is not there", fetchOf(() => new Error("connect ECONNREFUSED")), "kube-autofix serve"],
    ["is another program", fetchOf(() => ({ body: { hello: "world" } })), "SERVICE_URL"],
    ["is about to stop", fetchOf(() => ({ status: 503, body: { parts: [part] } })), "wait"],
  ])("that %s fails, with what to do", async (_case, send, remedy) => {
    const { statuses, remedies } = told(await run(serviceCheck(patient({}, { fetch: send }))));
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining(remedy)]);
  });
});

describe("Prometheus", () => {
  const env = { PROMETHEUS_URL: "http://prometheus.test/base" };
  const result = (value: string[]) => ({
    body: { status: "success", data: { result: value.map((one) => ({ metric: {}, value: [1, one] })) } },
  });
  test("that has cAdvisor's series is well", async () => {
    const urls: string[] = [];
    const send = fetchOf((url) => {
      urls.push(url.pathname);
      return result(["42"]);
    });
    const { statuses, details } = told(await run(prometheusCheck(patient(env, { fetch: send }))));
    expect([statuses, details, urls]).toEqual([
      ["ok"],
      expect.stringContaining("42"),
      ["/base/api/v1/query"],
    ]);
  });
  test("without these series is a warning", async () => {
    const { statuses, remedies } = told(
      await run(prometheusCheck(patient(env, { fetch: fetchOf(() => result([])) }))),
    );
    expect([statuses, remedies]).toEqual([["warning"], expect.stringContaining("/metrics/cadvisor")]);
  });
  test.each([
    ["refuses", fetchOf(() => ({ status: 401, body: {} }))],
    ["is another program", fetchOf(() => ({ body: { hello: "world" } }))],
    ["is not there", fetchOf(() => new Error("connect ECONNREFUSED"))],
  ])("that %s fails, with what to do", async (_case, send) => {
    const { statuses, remedies } = told(await run(prometheusCheck(patient(env, { fetch: send }))));
    expect([statuses, remedies]).toEqual([["failure"], expect.stringContaining("PROMETHEUS_URL")]);
  });
  test.each([
    [200, "ok", ""],
    [404, "warning", "metrics-server"],
  ])("that is not configured leaves the metrics API: %i", async (code, status, remedy) => {
    const { cluster } = apiOf(() => ({ code, body: {} }));
    const { statuses, remedies } = told(await run(prometheusCheck(patient({}, { cluster }))));
    expect([statuses, remedies]).toEqual([[status], expect.stringContaining(remedy)]);
  });
});

describe("models", () => {
  const env = { OPENAI_API_KEY: "sk-test", OPENAI_MODEL: "small", OPENAI_MODEL_CODER: "large" };
  const completion = (text: string, more: Partial<Completion> = {}): Completion => ({
    text,
    isCut: false,
    isRefusal: false,
    tokens: null,
    ...more,
  });
  const answering = (answer: (model: string) => Completion) => {
    const provider = { complete: async ({ model }: { model: string }) => answer(model) };
    return modelCheck({ ...patient(env), provider });
  };
  test("that answer are well, each asked once", async () => {
    const { statuses, details } = told(await run(answering(() => completion('{"ok": true}'))));
    expect([statuses, details]).toEqual([["ok", "ok"], "small answers\nlarge answers"]);
  });
  test.each([
    ["something else", completion("Certainly!"), "OPENAI_RESPONSE_FORMAT"],
    ["nothing, by refusing", completion("", { isRefusal: true }), "rules"],
  ])("that answer %s are a warning", async (_case, answer, remedy) => {
    const { statuses, remedies } = told(await run(answering(() => answer)));
    expect([statuses, remedies]).toEqual([["warning", "warning"], expect.stringContaining(remedy)]);
  });
  test.each([
    ["unauthorised", "OPENAI_API_KEY"],
    ["rejected", "OPENAI_MODEL"],
    ["unavailable", "OPENAI_BASE_URL"],
    ["rate-limited", "MODEL_CONCURRENCY"],
  ] as const)("that fail as %s fail alone, with what to do", async (reason, remedy) => {
    const check = answering((model) => {
      if (model === "large") return completion('{"ok":true}');
      throw new ProviderFailure("it did not work", { reason });
    });
    const { statuses, remedies } = told(await run(check));
    expect([statuses, remedies]).toEqual([["failure", "ok"], expect.stringContaining(remedy)]);
  });
  test("that are not configured are no failure", async () => {
    expect(told(await run(modelCheck({ ...patient(), provider: undefined }))).statuses).toEqual(["ok"]);
  });
});

test.each([
  ["found", "ok", ""],
  ["nothing", "ok", ""],
  ["limited", "warning", "limit"],
  ["refused", "failure", "TAVILY_API_KEY"],
  ["timeout", "failure", "TAVILY_BASE_URL"],
  ["failed", "failure", "TAVILY_BASE_URL"],
] as const)("a search that ends as %s is %s", async (result, status, remedy) => {
  const { statuses, remedies } = told(
    await run(searchCheck({ web: { search: async () => ({ result, notes: [] }) } })),
  );
  expect([statuses, remedies]).toEqual([[status], expect.stringContaining(remedy)]);
});

describe("Feishu", () => {
  let fake: OpenFake;
  beforeEach(async () => {
    fake = await openFakeFeishu();
  });
  afterEach(() => fake.feishu.stop());

  const look = async (more: { secret?: string; feishuCard?: boolean; env?: Record<string, string> } = {}) => {
    const env = {
      FEISHU_DOMAIN: fake.url,
      FEISHU_APP_ID: APP.appId,
      FEISHU_APP_SECRET: more.secret ?? APP.appSecret,
      FEISHU_CHAT_ID: CHAT,
      ...more.env,
    };
    const asked = { testAlert: false, feishuCard: more.feishuCard ?? false };
    return told(await run(feishuCheck(patient(env, { asked, fetch }))));
  };
  const cards = () => fake.feishu.state.messages.size;

  test("an app that can sign in is well, and nothing is sent", async () => {
    expect([(await look()).statuses, cards()]).toEqual([["ok"], 0]);
  });
  test("a wrong secret fails, with what to do, and is not shown", async () => {
    const { statuses, details, remedies } = await look({ secret: "wrong-secret-of-the-test" });
    expect(statuses).toEqual(["failure"]);
    expect(details).toContain("FEISHU_APP_SECRET");
    expect(details + remedies).not.toContain("wrong-secret-of-the-test");
  });
  test("a card is sent where that is asked for; without names of people it is a warning", async () => {
    expect([(await look({ feishuCard: true })).statuses, cards()]).toEqual([["ok", "ok", "warning"], 1]);
  });
  test("callbacks without a public address fail", async () => {
    const env = { FEISHU_ENCRYPT_KEY: "k".repeat(16), FEISHU_VERIFICATION_TOKEN: "v".repeat(16) };
    const { statuses, details } = await look({ env });
    expect([statuses, details]).toEqual([["ok", "failure"], expect.stringContaining("PUBLIC_URL")]);
  });
  test("that is not configured is no failure", async () => {
    expect(told(await run(feishuCheck(patient()))).statuses).toEqual(["ok"]);
  });
});
