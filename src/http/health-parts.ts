import { answersNow, kindsGoneWithout } from "../kubernetes/server-health.ts";
import { connectionPart } from "../notify/feishu/long-connection/connection-part.ts";
import type { Health } from "./http-deps.ts";

/** What the service stands on, each part asked how it is. */
export function healthParts(deps: {
  database: { isHealthy(): Promise<boolean> };
  dispatcher: { isHealthy(): boolean };
  reader: Parameters<typeof answersNow>[0];
  watch: { current(): Parameters<typeof kindsGoneWithout>[0] };
  connectionHealth(): Parameters<typeof connectionPart>[0];
}): Health["parts"] {
  return async () => [
    { name: "database", ok: await deps.database.isHealthy(), detail: "PostgreSQL answers" },
    { name: "queue", ok: deps.dispatcher.isHealthy(), detail: "due work is looked for" },
    { name: "kubernetes", ...(await answersNow(deps.reader)) },
    ...kindsGoneWithout(deps.watch.current()),
    ...connectionPart(deps.connectionHealth()),
  ];
}
