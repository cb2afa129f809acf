import { resolve } from "node:path";
import { blastRadiusOf } from "./blast-radius-config.ts";
import type { EnvironmentValues, VariableName } from "./environment.ts";
import { feishuCallbackProblems, feishuCallbacks } from "./feishu-callbacks.ts";
import { createLiveSecrets, type LiveSecrets, problemAmong } from "./live-secrets.ts";
import { modelOf, unpricedModels } from "./model-config.ts";
import { isGiven, readEnvironment } from "./read-environment.ts";
import { retentionOf, retentionProblems } from "./retention-config.ts";
import { tracingOf, tracingProblems } from "./tracing-config.ts";

/** All problems of the configuration at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(["the configuration cannot be used:", ...problems.map((problem) => `  - ${problem}`)].join("\n"));
    this.problems = problems;
  }
}

export type Config = ReturnType<typeof arrange>;

/** Throws ConfigError, which names every problem and shows no value. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const { values, problems } = readEnvironment(env);
  problems.push(...PAIRS.flatMap((pair) => pair(env)), ...(problems.length === 0 ? ranges(values) : []));
  if (problems.length > 0) throw new ConfigError(problems);
  return arrange(values, createLiveSecrets(env, values));
}

type PairRule = (env: NodeJS.ProcessEnv) => string[];

const needs =
  (name: VariableName, needed: VariableName, why: string): PairRule =>
  (env) =>
    isGiven(env, name) && !isGiven(env, needed) ? [`${needed} must be set where ${name} is: ${why}`] : [];

const PAIRS: readonly PairRule[] = [
  needs("DATABASE_URL", "WEBHOOK_TOKEN", "replicas must agree on it"),
  needs("DATABASE_URL", "OPERATOR_TOKEN", "replicas must agree on it"),
  needs("FEISHU_APP_ID", "FEISHU_APP_SECRET", "the app cannot sign in without it"),
  needs("FEISHU_APP_SECRET", "FEISHU_APP_ID", "the secret belongs to an app"),
  needs("FEISHU_APP_ID", "FEISHU_CHAT_ID", "the app must know where to write"),
  needs("FEISHU_BOT_SECRET", "FEISHU_BOT_WEBHOOK_URL", "the secret belongs to a bot"),
  feishuCallbackProblems,
  tracingProblems,
  needs("MODEL_MAX_COST_PER_INCIDENT", "MODEL_PRICES", "cost is not counted without prices"),
  needs("MODEL_MAX_COST_PER_HOUR", "MODEL_PRICES", "cost is not counted without prices"),
  needs("MODEL_MAX_COST_PER_DAY", "MODEL_PRICES", "cost is not counted without prices"),
];

function ranges(values: EnvironmentValues): string[] {
  const amongSecrets = problemAmong(values);
  return [
    ...(values.VERIFY_SOAK_MAX_SECONDS < values.VERIFY_SOAK_SECONDS
      ? ["VERIFY_SOAK_MAX_SECONDS must not be less than VERIFY_SOAK_SECONDS"]
      : []),
    ...(amongSecrets === undefined ? [] : [amongSecrets]),
    ...unpricedModels(values),
    ...retentionProblems(values),
  ];
}

/** A secret is a function: it is asked for whenever it is used, since its file may have changed. */
function arrange(values: EnvironmentValues, secrets: LiveSecrets) {
  return {
    secrets,
    logLevel: values.LOG_LEVEL,
    dataDir: resolve(values.DATA_DIR),
    http: {
      port: values.PORT,
      host: values.HOST,
      publicUrl: values.PUBLIC_URL,
      /** For commands that ask the service which runs. */
      serviceUrl: values.SERVICE_URL ?? `http://127.0.0.1:${values.PORT}`,
      logsUrl: values.LOGS_URL,
      webhookMaxBytes: values.WEBHOOK_MAX_BYTES,
      webhookTokens: () => secrets.of("WEBHOOK_TOKEN"),
      operatorTokens: () => secrets.of("OPERATOR_TOKEN"),
      viewerTokens: () => secrets.of("VIEWER_TOKEN"),
      trustedProxies: values.TRUSTED_PROXIES,
    },
    guard: {
      port: values.GUARD_PORT,
      databaseUrl: () => secrets.of("GUARD_DATABASE_URL"),
      certificateDir: values.GUARD_CERTIFICATE_DIR,
      hosts: values.GUARD_HOSTS,
      webhookName: values.GUARD_WEBHOOK_NAME,
      subject: values.GUARD_SUBJECT,
    },
    database: {
      url: () => secrets.of("DATABASE_URL"),
      /** At a start. */
      waitMs: values.DATABASE_WAIT_SECONDS * 1_000,
    },
    retention: retentionOf(values),
    kubernetes: {
      clusterName: values.CLUSTER_NAME,
      kubeconfig: values.KUBECONFIG,
      isWatching: values.WATCH === "on",
      /** Nothing is written: changes end with the API server's dry run. */
      isDryRun: values.DRY_RUN === "on",
      /** Empty: all. */
      watchNamespaces: values.WATCH_NAMESPACES,
    },
    policy: {
      file: values.POLICY_FILE,
      autonomy: values.AUTONOMY,
      maxAttempts: values.MAX_ATTEMPTS,
      maxChangesInFlight: values.MAX_CHANGES_IN_FLIGHT,
      blast: blastRadiusOf(values),
      approvalTimeoutSeconds: values.APPROVAL_TIMEOUT_SECONDS,
    },
    people: { lengths: { "not-now": values.NOT_NOW_CHOICES, pause: values.PAUSE_CHOICES } },
    verify: {
      soakSeconds: values.VERIFY_SOAK_SECONDS,
      soakMaxSeconds: values.VERIFY_SOAK_MAX_SECONDS,
      timeoutSeconds: values.VERIFY_TIMEOUT_SECONDS,
    },
    research: {
      runbooksDir: values.RUNBOOKS_DIR,
      tavily: { apiKey: () => secrets.of("TAVILY_API_KEY"), baseUrl: values.TAVILY_BASE_URL },
      searches: {
        perIncident: values.SEARCHES_PER_INCIDENT,
        perHour: values.SEARCHES_PER_HOUR,
        perDay: values.SEARCHES_PER_DAY,
      },
    },
    model: modelOf(values, secrets),
    tracing: tracingOf(values, secrets),
    prometheus: { url: values.PROMETHEUS_URL },
    alertmanager: { url: values.ALERTMANAGER_URL },
    sandbox: { isOn: values.SANDBOX === "on" },
    notify: {
      feishu: {
        /** Base address, without a slash at its end. */
        domain: values.FEISHU_DOMAIN,
        language: values.FEISHU_LANGUAGE,
        timeZone: values.FEISHU_TIME_ZONE,
        bots: () => secrets.of("FEISHU_BOTS") ?? [],
        bot: {
          webhookUrl: () => secrets.of("FEISHU_BOT_WEBHOOK_URL"),
          secret: () => secrets.of("FEISHU_BOT_SECRET"),
        },
        app: {
          id: values.FEISHU_APP_ID,
          secret: () => secrets.of("FEISHU_APP_SECRET"),
          chatId: values.FEISHU_CHAT_ID,
          /** How presses reach us. */
          callbacks: feishuCallbacks(values),
          encryptKeys: () => secrets.of("FEISHU_ENCRYPT_KEY") ?? [],
          verificationTokens: () => secrets.of("FEISHU_VERIFICATION_TOKEN") ?? [],
          approvers: values.FEISHU_APPROVERS,
          tenantKey: values.FEISHU_TENANT_KEY,
        },
      },
    },
  };
}
