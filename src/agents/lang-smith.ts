import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client } from "langsmith";
import { redactValue } from "../core/redact-value.ts";

type Values = Record<string, unknown>;

/** Steps of the graph and calls to models, for LangSmith; texts where they are allowed, and redacted even then. */
export function createLangSmith(settings: {
  apiKey: string | undefined;
  endpoint: string;
  project: string;
  takesText: boolean;
}) {
  const shown = settings.takesText ? (values: Values): Values => redactValue(values) as Values : true;
  const client = new Client({
    apiUrl: settings.endpoint,
    timeout_ms: 5_000,
    hideInputs: shown,
    hideOutputs: shown,
    ...(settings.apiKey !== undefined && { apiKey: settings.apiKey }),
  });
  return {
    callback: new LangChainTracer({ client, projectName: settings.project }),
    flush: () => client.awaitPendingTraceBatches(),
  };
}
