import { afterEach, expect, it } from "vitest";
import { OperationError } from "../../../src/core/errors.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import { NO_TRACING } from "../../../src/core/tracing.ts";
import { createOtlpTracing } from "../../../src/metrics/tracing/otlp-tracing.ts";
import {
  type CollectorMood,
  startFakeCollector,
} from "../../../src/simulation/otlp/create-fake-collector.ts";

const INCIDENT = "0192f0c0-0000-7000-8000-00000000ffff";
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

let team = "sre";
async function room(mood?: CollectorMood) {
  const collector = await startFakeCollector(mood);
  ends.push(collector.stop);
  const tracing = createOtlpTracing({
    url: `${collector.url}/v1/traces`,
    headers: () => ({ "x-team": team }),
    resource: { "service.name": "kube-autofix" },
    takesText: false,
    version: "1",
    logger: silentLogger,
  });
  return { collector, tracing };
}

it("sends spans in their tree, in the trace that has the incident's id", async () => {
  const { collector, tracing } = await room();
  const outcome = await tracing.span({ name: "outer", traceOf: INCIDENT }, async () => {
    await Promise.all(["a", "b"].map((name) => tracing.span({ name }, async () => name)));
    return 42;
  });
  await tracing.span({ name: "again", traceOf: INCIDENT }, async () => {});
  await tracing.stop();
  expect(outcome).toBe(42);
  const spans = collector.spans();
  const outer = spans.find(({ name }) => name === "outer");
  expect(spans.map(({ traceId }) => traceId)).toEqual(Array(4).fill(INCIDENT.replaceAll("-", "")));
  expect(spans.filter(({ parentSpanId }) => parentSpanId === outer?.spanId).map(({ name }) => name)).toEqual([
    "a",
    "b",
  ]);
  expect(spans.find(({ name }) => name === "again")?.parentSpanId).toBe("");
  expect(collector.headers[0]).toMatchObject({ "x-team": "sre" });
});

it("posts with the headers that are in force then", async () => {
  const { collector, tracing } = await room();
  await tracing.span({ name: "x", traceOf: INCIDENT }, async () => {});
  team = "other";
  await tracing.stop();
  team = "sre";
  expect(collector.headers.map((one) => one["x-team"])).toEqual(["other"]);
});

it("makes no span outside of an incident's trace", async () => {
  const { collector, tracing } = await room();
  expect(await tracing.span({ name: "watch" }, async () => "done")).toBe("done");
  await tracing.stop();
  expect(collector.headers).toEqual([]);
});

it("hides what looks like a secret in attributes and in what went wrong", async () => {
  const { collector, tracing } = await room();
  const secret = "ghp_0123456789abcdefghijABCDEFGHIJ";
  const failing = tracing.span(
    { name: "x", traceOf: INCIDENT, attributes: { a: `token ${secret}` } },
    async (span) => {
      span.set({ list: [`password=${secret}`], left: undefined });
      throw new OperationError(`refused for ${secret}`, { reason: "forbidden", retryable: false });
    },
  );
  await expect(failing).rejects.toThrow("refused");
  await tracing.stop();
  expect(collector.spans()).toMatchObject([
    {
      status: { code: 2, message: expect.stringContaining("refused") },
      attributes: { "error.type": "forbidden" },
    },
  ]);
  expect(JSON.stringify(collector.bodies)).not.toContain(secret);
});

it.each(["refuses", "silent"] as const)(
  "loses spans and nothing else where the collector %s",
  async (mood) => {
    const { collector, tracing } = await room(mood);
    // More than may wait: what there is no room for is dropped.
    for (let left = 5_000; left > 0; left -= 1)
      expect(await tracing.span({ name: "x", traceOf: INCIDENT }, async () => left)).toBe(left);
    const stopping = tracing.stop().catch(() => {});
    // Whoever stops the service bounds the flush; here the collector's end does.
    await collector.stop();
    await stopping;
    expect(collector.spans().length).toBeLessThanOrEqual(4_096);
  },
);

it("is nothing but the work where it is off", async () => {
  expect(await NO_TRACING.span({ name: "x", traceOf: INCIDENT }, async () => 7)).toBe(7);
});
