import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createFakeOpenAi, FAKE_API_KEY } from "../../src/simulation/openai/create-fake-openai.ts";
import { goodModel } from "../../src/simulation/openai/good-model.ts";
import { type FakeCollector, startFakeCollector } from "../../src/simulation/otlp/create-fake-collector.ts";
import { unknownSetting } from "../../src/simulation/scenarios/unknown-setting.ts";
import { incidentWhere, isAtRest } from "../support/service.ts";
import { raiseStage, type Served, type Stage } from "./support/stage.ts";

let stage: Stage;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  stage = await raiseStage();
});
afterAll(async () => {
  await stage.end();
  for (const end of ends) await end();
});

async function collectorThat(mood?: "takes" | "silent"): Promise<FakeCollector> {
  const collector = await startFakeCollector(mood);
  ends.push(collector.stop);
  return collector;
}

/** One incident that a model names, a person agrees to and the service repairs. */
async function repaired(namespace: string, env: Record<string, string>) {
  const model = createFakeOpenAi({ clock: createClock(), script: goodModel });
  ends.push(model.stop);
  const { url } = await model.start();
  const service = await stage.serve({
    env: {
      WATCH: "on",
      WATCH_NAMESPACES: namespace,
      OPENAI_API_KEY: FAKE_API_KEY,
      OPENAI_BASE_URL: url,
      ...env,
    },
  });
  const story = unknownSetting(namespace);
  for (const rule of story.behaviours) stage.cluster.behave(rule);
  await stage.cluster.apply(story.manifests as Parameters<typeof stage.cluster.apply>[0]);
  return { service, incident: await approved(service, namespace) };
}

async function approved(service: Served, namespace: string) {
  const asked = await incidentWhere(
    service.client,
    namespace,
    ({ status }) => status === "awaiting-approval",
  );
  await service.client.decide(asked.id, asked.plan?.digest ?? "", "approve");
  const ended = await incidentWhere(service.client, namespace, isAtRest);
  expect(ended).toMatchObject({ status: "closed", outcome: "fixed" });
  return ended;
}

it("tells of a repaired incident as one trace: run, agent, model call, tool and API call", async () => {
  const collector = await collectorThat();
  const { service, incident } = await repaired("traced", {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20collector-key",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
  });
  await service.stop();
  const spans = collector.spans();
  const own = spans.filter(({ traceId }) => traceId === incident.id.replaceAll("-", ""));
  const byId = new Map(own.map((span) => [span.spanId, span]));
  const road = (span: (typeof own)[number] | undefined): string[] =>
    span === undefined ? [] : [...road(byId.get(span.parentSpanId)), span.name];
  const roads = new Set(own.map((span) => road(span).join(" > ")));
  const run = "invoke_workflow incident";
  for (const expected of [
    run,
    `${run} > invoke_agent supervisor > chat gpt-5-mini`,
    `${run} > invoke_agent researcher > kubernetes list`,
    `${run} > invoke_agent researcher > execute_tool research`,
    `${run} > invoke_agent researcher > chat gpt-5-mini`,
    `${run} > invoke_agent autofix-k8s > chat gpt-5-mini`,
    `${run} > invoke_agent autofix-k8s > kubernetes patch`,
  ])
    expect(roads).toContain(expected);
  // Nothing hangs in the air.
  expect(own.filter((span) => road(span)[0] !== run)).toEqual([]);
  const chat = own.find(({ name }) => name.startsWith("chat "));
  expect(chat).toMatchObject({
    kind: 3,
    attributes: {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "openai",
      "gen_ai.request.model": "gpt-5-mini",
      "gen_ai.response.finish_reasons": ["stop"],
      "gen_ai.usage.input_tokens": expect.any(Number),
    },
  });
  expect(collector.headers[0]).toMatchObject({ authorization: "Bearer collector-key" });
  const sent = JSON.stringify(collector.bodies);
  expect(sent).toContain("deployment.environment.name");
  // What was said to the model is not in it unless it is allowed.
  expect(sent).not.toContain("fits no sink");
  expect(sent).not.toMatch(/gen_ai\.(input|output)\.messages/);
  expect(sent).not.toContain(FAKE_API_KEY);
});

it("holds what was said to a model where that is allowed", async () => {
  const collector = await collectorThat();
  const { service } = await repaired("told", {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${collector.url}/v1/traces`,
    TRACE_PROMPTS: "on",
  });
  await service.stop();
  const chats = collector.spans().filter(({ name }) => name.startsWith("chat "));
  expect(JSON.stringify(chats)).toContain("fits no sink");
  expect(chats[0]?.attributes["gen_ai.output.messages"]).toContain("assistant");
});

it("repairs and stops within its bound where the collector never answers", async () => {
  const collector = await collectorThat("silent");
  const { service } = await repaired("unheard", { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const began = performance.now();
  await service.stop();
  // Three seconds are its flush's; the rest of a stop takes far less than the bound of 25 s.
  expect(performance.now() - began).toBeLessThan(12_000);
  expect(collector.headers.length).toBeGreaterThan(0);
});

it("sends LangSmith nothing for a key alone, and steps without texts where it is turned on", async () => {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(`${request.method} ${request.url} ${await text(request)}`);
    response.writeHead(200, { "content-type": "application/json" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  const env = {
    LANGSMITH_API_KEY: "lsv2_pt_0123456789abcdef",
    LANGSMITH_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const silent = await repaired("key-alone", env);
  await silent.service.stop();
  expect(bodies).toEqual([]);
  const told = await repaired("smith", { ...env, LANGSMITH_TRACING: "true" });
  await told.service.stop();
  const sent = bodies.join("\n");
  expect(sent).toContain("researcher");
  expect(sent).toContain("ChatOpenAI");
  expect(sent).not.toContain("fits no sink");
  expect(sent).not.toContain(FAKE_API_KEY);
});
