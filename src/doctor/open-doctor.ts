import { randomUUID } from "node:crypto";
import type { Config } from "../config/config.ts";
import type { VariableName } from "../config/environment.ts";
import { knownTokens } from "../config/secrets.ts";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import { silentLogger } from "../core/logger.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { type ApiConnection, createApiConnection } from "../kubernetes/api-connection.ts";
import { loadKubeConfig } from "../kubernetes/load-kubeconfig.ts";
import { createOpenAiProvider } from "../llm/openai-provider.ts";
import type { Provider } from "../llm/provider.ts";
import { createTavilySearch } from "../search/tavily-search.ts";
import type { WebSearch } from "../search/web-search.ts";
import { allChecks } from "./catalogue.ts";
import type { Check } from "./check.ts";
import type { DoctorDeps } from "./doctor-deps.ts";

export interface Doctor {
  checks: readonly Check[];
  close(): Promise<void>;
}

const REQUEST_MS = 10_000;

/** The checks of a configuration, on connections of their own that are opened when they are needed. */
export async function openDoctor(
  config: Config,
  on: Pick<DoctorDeps, "asked" | "clock" | "fetch"> & { isGiven(name: VariableName): boolean },
): Promise<Doctor> {
  let database: Promise<Database> | undefined;
  let cluster: ApiConnection | undefined;
  const checks = allChecks({
    ...on,
    config,
    nextId: randomUUID,
    database: () => {
      database ??= guestOf(config, on.clock);
      return database;
    },
    cluster: () => {
      cluster ??= connectionOf(config);
      return cluster;
    },
    serviceUrl: config.http.serviceUrl,
    tokens: await knownTokens(config),
    provider: providerOf(config, on),
    web: webOf(config),
  });
  return {
    checks,
    close: async () => {
      await (await database?.catch(() => undefined))?.close();
    },
  };
}

function guestOf(config: Config, clock: Clock): Promise<Database> {
  const { dataDir, database } = config;
  return openDatabase({ databaseUrl: database.url, dataDir, clock, logger: silentLogger, role: "guest" });
}

function connectionOf({ kubernetes }: Config): ApiConnection {
  const kubeConfig = loadKubeConfig(given("path", kubernetes.kubeconfig));
  return createApiConnection({ kubeConfig, timeoutMs: REQUEST_MS });
}

function providerOf(
  { model }: Config,
  { clock, fetch }: Pick<DoctorDeps, "clock" | "fetch">,
): Provider | undefined {
  if (!model.isOn) return undefined;
  const { apiKey, baseUrl, responseFormat } = model;
  const timeoutMs = model.timeoutSeconds * 1000;
  return createOpenAiProvider({ apiKey, baseUrl, responseFormat, timeoutMs, fetch, now: () => clock.now() });
}

function webOf({ research }: Config): WebSearch | undefined {
  const { apiKey, baseUrl } = research.tavily;
  if (apiKey() === undefined) return undefined;
  return createTavilySearch({
    apiKey: () => apiKey() ?? "",
    timeoutSeconds: REQUEST_MS / 1000,
    domains: () => ["kubernetes.io"],
    ...given("baseUrl", baseUrl),
  });
}
