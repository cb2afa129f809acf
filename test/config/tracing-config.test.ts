import { expect, it } from "vitest";
import { readConfig } from "../../src/config/config.ts";

it("sends nothing anywhere unless it is told where to", () => {
  expect(readConfig({ LANGSMITH_API_KEY: "k" }).tracing).toEqual({
    takesText: false,
    otlp: undefined,
    langSmith: undefined,
  });
});

it.each<[Record<string, string>, string]>([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318/" }, "http://c:4318/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "http://c:4318/base" }, "http://c:4318/base/v1/traces"],
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t/own" }, "http://t/own"],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://c", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t/own" },
    "http://t/own",
  ],
])("sends traces by %o to %s", (env, url) => {
  expect(readConfig(env).tracing.otlp?.url).toBe(url);
});

it("decodes headers and attributes; the service's name is that of its own variable", () => {
  const { otlp } = readConfig({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://c",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20x, x-a = b=c",
    OTEL_RESOURCE_ATTRIBUTES: "service.name=other,team=sre",
  }).tracing;
  expect(otlp?.headers()).toEqual({ authorization: "Bearer x", "x-a": "b=c" });
  expect(otlp?.resource).toEqual({ "service.name": "kube-autofix", team: "sre" });
});

it.each<[Record<string, string>, string]>([
  [{ OTEL_EXPORTER_OTLP_HEADERS: "secret-without-name" }, "OTEL_EXPORTER_OTLP_HEADERS must be a list"],
  [{ OTEL_EXPORTER_OTLP_HEADERS: "a=%zz" }, "OTEL_EXPORTER_OTLP_HEADERS must be a list"],
  [{ LANGSMITH_TRACING: "true" }, "LANGSMITH_API_KEY must be set"],
  [{ LANGCHAIN_TRACING_V2: "true" }, "LANGCHAIN_TRACING_V2 is not read here"],
  [{ LANGSMITH_TRACING_V2: "true", LANGSMITH_TRACING: "false" }, "LANGSMITH_TRACING_V2 is not read here"],
])("refuses %o, and shows no value", (env, problem) => {
  expect(() => readConfig(env)).toThrow(problem);
  expect(() => readConfig(env)).not.toThrow("secret-without-name");
});
