import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Client } from "langsmith";
import { given } from "../core/given.ts";
import { redactValue } from "../core/redact-value.ts";

type Values = Record<string, unknown>;

/** Steps of the graph and calls to models, for LangSmith; texts where they are allowed, and redacted even then. */
export function createLangSmith(settings: {
  /** Asked with each request: it may have changed. */
  apiKey: () => string | undefined;
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
    ...given("apiKey", settings.apiKey()),
    fetchImplementation: withKey(settings.apiKey),
  });
  return {
    callback: new LangChainTracer({ client, projectName: settings.project }),
    flush: () => client.awaitPendingTraceBatches(),
  };
}

/** The client keeps the key of its making for ever. */
const withKey =
  (apiKey: () => string | undefined): typeof fetch =>
  (input, init) => {
    const headers = new Headers(init?.headers);
    const key = apiKey();
    if (key !== undefined) headers.set("x-api-key", key);
    return fetch(input, { ...init, headers });
  };
