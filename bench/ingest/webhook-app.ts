import type { Express } from "express";
import type { Clock } from "../../src/core/clock.ts";
import type { Logger } from "../../src/core/logger.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import type { Health } from "../../src/http/http-deps.ts";
import type { Ingest } from "../../src/incidents/ingest.ts";
import type { Metrics } from "../../src/metrics/metrics.ts";

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
  const unused = () => Promise.reject(new Error("only the webhook is measured"));
  return createHttpApp({
    ...own,
    queries: {
      list: unused,
      count: unused,
      view: unused,
      place: unused,
      alerts: unused,
      story: unused,
      record: unused,
      sequence: unused,
      waiting: unused,
    },
    changes: { subscribe: () => () => {} },
    sessionKeys: { at: () => Buffer.from(webhook) },
    trustedProxies: [],
    stop: { current: () => null, set: async () => false },
    remediation: { undo: async () => ({ result: "unknown" }) },
    approvals: { findByToken: unused, decide: unused },
    feishu: {
      secrets: () => ({ encryptKeys: [], verificationTokens: [], appId: undefined }),
      presses: null,
    },
    breakers: { history: unused, lift: unused },
    tokens: { webhook: [webhook], operator: [webhook], viewer: [] },
    catalogue: () => ({}),
    codeVersion: "bench",
    webhookMaxBytes: 16 * 1024 * 1024,
    publicUrl: null,
    outside: () => ({}),
  });
}
