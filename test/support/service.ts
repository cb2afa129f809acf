import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { type AppOptions, createApp } from "../../src/app.ts";
import {
  createServiceClient,
  type IncidentJson,
  type ServiceClient,
} from "../../src/cli/demo/service-client.ts";
import { readConfig } from "../../src/config/config.ts";
import type { Clock } from "../../src/core/clock.ts";
import { createLogger, type Logger } from "../../src/core/logger.ts";

export const WEBHOOK_TOKEN = "webhook-token-of-the-tests";
export const OPERATOR_TOKEN = "operator-token-of-the-tests";

export interface TestService {
  url: string;
  client: ServiceClient;
  stop(): Promise<void>;
}

export interface TestServiceOptions {
  clock: Clock;
  databaseUrl: string;
  kubeConfig?: KubeConfig;
  env?: Record<string, string>;
  at?: AppOptions["at"];
  notifiers?: AppOptions["notifiers"];
  logger?: Logger;
  knowledge?: AppOptions["knowledge"];
}

/** The whole service in this process, on a database of its own, reached over HTTP. */
export async function startService(options: TestServiceOptions): Promise<TestService> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-service-"));
  const app = createApp({
    config: readConfig(serviceEnv(options, dataDir)),
    clock: options.clock,
    logger: options.logger ?? createLogger({ level: "error" }),
    codeVersion: "test",
    ...(options.kubeConfig && { kubeConfig: options.kubeConfig }),
    ...(options.at && { at: options.at }),
    ...(options.notifiers && { notifiers: options.notifiers }),
    ...(options.knowledge && { knowledge: options.knowledge }),
  });
  const { url } = await app.start();
  return {
    url,
    client: createServiceClient({ url, webhookToken: WEBHOOK_TOKEN, operatorToken: OPERATOR_TOKEN }),
    async stop() {
      await app.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export function serviceEnv(
  options: Pick<TestServiceOptions, "databaseUrl" | "env">,
  dataDir: string,
): Record<string, string> {
  return {
    DATA_DIR: dataDir,
    DATABASE_URL: options.databaseUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    WEBHOOK_TOKEN,
    OPERATOR_TOKEN,
    WATCH: "off",
    AUTONOMY: "auto",
    ...options.env,
  };
}

/** Reads the newest incident of a namespace until it is as wanted; fails with what it is when the time is up. */
export async function incidentWhere(
  client: ServiceClient,
  namespace: string,
  isWanted: (incident: IncidentJson) => boolean,
  withinMs = 45_000,
): Promise<IncidentJson> {
  const deadline = performance.now() + withinMs;
  let last: IncidentJson | undefined;
  while (performance.now() < deadline) {
    last = await client.newestIncident(namespace).catch(() => last);
    if (last !== undefined && isWanted(last)) return last;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const message = `no such incident within ${withinMs} ms; the last one seen was ${JSON.stringify(last, null, 1)}`;
  // A runner that tries again keeps the error of the last try alone.
  console.warn(message);
  throw new Error(message);
}

export const isAtRest = ({ status }: IncidentJson) => status === "closed" || status === "needs-person";
