import type { EnvironmentValues } from "./environment.ts";
import type { LiveSecrets } from "./live-secrets.ts";

/** Where spans go, by OpenTelemetry's own variables; undefined where nowhere. Source: OpenTelemetry's specification of the OTLP exporter. */
export function tracingOf(values: EnvironmentValues, secrets: LiveSecrets) {
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url =
    values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  return {
    takesText: values.TRACE_PROMPTS === "on",
    otlp:
      url === undefined
        ? undefined
        : {
            url,
            headers: () => secrets.of("OTEL_EXPORTER_OTLP_HEADERS") ?? {},
            resource: { ...values.OTEL_RESOURCE_ATTRIBUTES, "service.name": values.OTEL_SERVICE_NAME },
          },
    langSmith:
      values.LANGSMITH_TRACING === "true"
        ? {
            apiKey: () => secrets.of("LANGSMITH_API_KEY"),
            endpoint: values.LANGSMITH_ENDPOINT,
            project: values.LANGSMITH_PROJECT,
          }
        : undefined,
  };
}

/** Names under which LangChain's library would begin to send by itself, past what is configured here. */
const OTHER_NAMES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"];

export function tracingProblems(env: NodeJS.ProcessEnv): string[] {
  const isOn = env.LANGSMITH_TRACING === "true";
  return [
    ...OTHER_NAMES.filter((name) => env[name] === "true" && !isOn).map(
      (name) => `${name} is not read here: unset it, or set LANGSMITH_TRACING`,
    ),
    ...(isOn && !env.LANGSMITH_API_KEY && !env.LANGSMITH_API_KEY_FILE
      ? ["LANGSMITH_API_KEY must be set where LANGSMITH_TRACING is true"]
      : []),
  ];
}
