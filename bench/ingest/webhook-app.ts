import type { Express } from "express";
import type { Clock } from "../../src/core/clock.ts";
import type { Logger } from "../../src/core/logger.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import type { Health } from "../../src/http/http-deps.ts";
import type { Ingest } from "../../src/incidents/ingest.ts";
import type { Metrics } from "../../src/metrics/metrics.ts";
import { unusedParts } from "../unused-parts.ts";

/** The service's door with nothing behind it but the webhook and the question how it is. */
export function createWebhookApp(deps: {
  ingest: Ingest;
  health: Health;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
  webhook: string;
}): Express {
  const { webhook, ...own } = deps;
  return createHttpApp({
    ...unusedParts("the webhook is"),
    ...own,
    sessionKeys: { at: () => Buffer.from(webhook) },
    feishu: {
      secrets: () => ({ encryptKeys: [], verificationTokens: [], appId: undefined }),
      presses: null,
    },
    tokens: { webhook: [webhook], operator: [webhook], viewer: [] },
  });
}
