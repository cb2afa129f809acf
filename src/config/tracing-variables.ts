import { choice, keyValues, text, webUrl } from "./values.ts";
import { optional, secret, withDefault } from "./variable.ts";

/** Where traces go and what they hold. */
export const TRACING = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(
    webUrl,
    "Collector that traces are sent to by OTLP over HTTP (`/v1/traces` is added); unset: no traces (`docs/tracing.md`)",
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional(
    webUrl,
    "The whole address for traces, in place of the one before",
  ),
  OTEL_EXPORTER_OTLP_HEADERS: secret(
    keyValues,
    "Headers for the collector, as name=value, separated by commas",
  ),
  OTEL_SERVICE_NAME: withDefault(text, "kube-autofix", "Name of the service in traces"),
  OTEL_RESOURCE_ATTRIBUTES: optional(
    keyValues,
    "More about the service in traces, as name=value, separated by commas",
  ),
  TRACE_PROMPTS: withDefault(
    choice(["on", "off"]),
    "off",
    "Whether traces (OTLP and LangSmith) hold what was sent to a model and what it said, redacted as it was sent",
  ),
  LANGSMITH_TRACING: withDefault(
    choice(["true", "false"]),
    "false",
    "Whether runs of the agents are sent to LangSmith; a key alone sends nothing",
  ),
  LANGSMITH_API_KEY: secret(text, "Key of LangSmith"),
  LANGSMITH_ENDPOINT: withDefault(webUrl, "https://api.smith.langchain.com", "Address of LangSmith"),
  LANGSMITH_PROJECT: withDefault(text, "kube-autofix", "Project in LangSmith"),
} as const;
