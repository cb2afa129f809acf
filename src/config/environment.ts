import type { z } from "zod";
import { PLACEHOLDERS } from "../domain/place.ts";
import { BLAST_RADIUS } from "./blast-radius-variables.ts";
import { namedBots } from "./feishu-bots.ts";
import { lengths } from "./lengths.ts";
import { logsTemplate } from "./logs-template.ts";
import { RETENTION } from "./retention-variables.ts";
import { TRACING } from "./tracing-variables.ts";
import {
  addresses,
  bytes,
  choice,
  feishuDomain,
  list,
  modelPrices,
  money,
  port,
  postgresUrl,
  serviceAccount,
  text,
  timeZone,
  tokens,
  webUrl,
  wholeNumber,
} from "./values.ts";
import { optional, secret, type Variable, withDefault } from "./variable.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** Everything that the service reads from its environment; the documentation's table is made from this. */
export const ENVIRONMENT = {
  PORT: withDefault(port, "8080", "Port of the webhook, the pages and the API"),
  HOST: withDefault(text, "0.0.0.0", "Address that it listens on"),
  GUARD_PORT: withDefault(port, "8443", "Port of the guard (HTTPS)"),
  GUARD_DATABASE_URL: secret(
    postgresUrl,
    "The database as the guard's own role reaches it; unset: the embedded one of DATA_DIR",
  ),
  GUARD_CERTIFICATE_DIR: optional(
    text,
    "Folder of the guard's tls.crt and tls.key (and ca.crt), taken in when they change; unset: made and rotated by itself",
  ),
  GUARD_HOSTS: withDefault(
    list,
    "kube-autofix-guard.kube-autofix.svc",
    "Names by which the API server reaches the guard, separated by commas; the first is that of its Service",
  ),
  GUARD_WEBHOOK_NAME: withDefault(
    text,
    "kube-autofix-guard",
    "Name of the ValidatingWebhookConfiguration whose CA bundle the guard keeps",
  ),
  GUARD_SUBJECT: withDefault(
    serviceAccount,
    "kube-autofix/kube-autofix",
    "The service's own ServiceAccount, as NAMESPACE/NAME: whose writes are reviewed",
  ),
  PUBLIC_URL: optional(webUrl, "Base of the links in notifications, as people's browsers reach the service"),
  SERVICE_URL: optional(
    webUrl,
    "Where the commands `doctor` and `incidents` reach the service; unset: this machine, at PORT",
  ),
  LOGS_URL: optional(
    logsTemplate,
    `Address of a workload's logs, with any of ${PLACEHOLDERS.map((name) => `{${name}}`).join(" ")}`,
  ),
  DATA_DIR: withDefault(text, "./data", "Folder of the embedded database and of made secrets"),
  DATABASE_URL: secret(
    postgresUrl,
    "A PostgreSQL server (15 or newer) of your own, in place of the embedded one",
  ),
  DATABASE_WAIT_SECONDS: withDefault(
    wholeNumber(0, HOUR),
    "120",
    "How long a start waits for a database that is away or slow before it gives up; 0: not at all",
  ),
  ...RETENTION,
  LOG_LEVEL: withDefault(
    choice(["debug", "info", "warn", "error", "silent"]),
    "info",
    "Least level of the log",
  ),
  WEBHOOK_MAX_BYTES: withDefault(bytes, "16Mi", "Largest body of a webhook"),
  WEBHOOK_TOKEN: secret(
    tokens,
    "Alertmanager's bearer token or basic password, or two, one a line, while it is changed; made at first start where unset",
  ),
  OPERATOR_TOKEN: secret(
    tokens,
    "Token of the pages and the API, or two, one a line, while it is changed; made at first start where unset",
  ),
  VIEWER_TOKEN: secret(
    tokens,
    "Token that sees the pages and the API and cannot decide; unset: there is none",
  ),
  TRUSTED_PROXIES: withDefault(
    addresses,
    "",
    "Addresses or networks of proxies whose X-Forwarded-For is believed, separated by commas; empty: none",
  ),
  CLUSTER_NAME: optional(text, "Alerts whose cluster label differs from it open nothing"),
  KUBECONFIG: optional(text, "Path of a kubeconfig; unset: the service account of the pod"),
  WATCH: withDefault(choice(["on", "off"]), "on", "Whether pods and events are watched"),
  WATCH_NAMESPACES: withDefault(list, "", "Namespaces to watch, separated by commas; empty: all"),
  POLICY_FILE: optional(text, "Path of the policy"),
  RUNBOOKS_DIR: optional(
    text,
    "Folder of Markdown runbooks of your own, beside those that ship with the service; changes are taken in within a minute (`docs/research.md`)",
  ),
  AUTONOMY: withDefault(
    choice(["observe", "approve", "auto"]),
    "auto",
    "The most that any rule may give: observe, approve or auto",
  ),
  DRY_RUN: withDefault(
    choice(["on", "off"]),
    "off",
    "Whether nothing is written to the cluster, whatever is allowed: each change goes as far as the API server's dry run (`docs/dry-run.md`)",
  ),
  VERIFY_SOAK_SECONDS: withDefault(wholeNumber(1, DAY), "60", "Shortest soak of a change"),
  VERIFY_SOAK_MAX_SECONDS: withDefault(wholeNumber(1, 7 * DAY), "1800", "Longest soak of a change"),
  VERIFY_TIMEOUT_SECONDS: withDefault(wholeNumber(1, DAY), "900", "How long a rollout may take"),
  APPROVAL_TIMEOUT_SECONDS: withDefault(wholeNumber(1, 7 * DAY), "1800", "How long an approval may be given"),
  NOT_NOW_CHOICES: withDefault(
    lengths,
    "30m,2h,8h",
    "For how long a question can be put off, as people are offered it: the shortest where nobody chooses, and at most the longest",
  ),
  PAUSE_CHOICES: withDefault(
    lengths,
    "1h,8h,1d,7d",
    "For how long a person can pause a workload, offered and bounded in the same way",
  ),
  MAX_ATTEMPTS: withDefault(wholeNumber(1, 20), "3", "Attempts before a person gets the incident"),
  MAX_CHANGES_IN_FLIGHT: withDefault(wholeNumber(1, 1000), "5", "Changes whose rollout has not finished"),
  ...BLAST_RADIUS,
  OPENAI_API_KEY: secret(text, "Key of a model; unset, and no address either: the service works without one"),
  OPENAI_BASE_URL: optional(
    webUrl,
    "Address of an OpenAI-compatible service, with its path (OpenAI, Azure's v1 address, vLLM, Ollama)",
  ),
  OPENAI_MODEL: withDefault(text, "gpt-5-mini", "Name of the model"),
  OPENAI_MODEL_SUPERVISOR: optional(text, "Model of the Supervisor, where it is another one"),
  OPENAI_MODEL_RESEARCHER: optional(text, "Model of the Researcher, where it is another one"),
  OPENAI_MODEL_CODER: optional(text, "Model of the Coder, where it is another one"),
  OPENAI_MODEL_AUTOFIX: optional(text, "Model of AutoFixK8s, where it is another one"),
  OPENAI_MODEL_HUMANHELP: optional(text, "Model of HumanHelp, where it is another one"),
  OPENAI_RESPONSE_FORMAT: withDefault(
    choice(["json_object", "text"]),
    "json_object",
    "Whether the server is asked for JSON; text for servers that do not know how",
  ),
  MODEL_TIMEOUT_SECONDS: withDefault(wholeNumber(1, 600), "30", "How long one question to a model may take"),
  MODEL_MAX_WAIT_SECONDS: withDefault(
    wholeNumber(0, HOUR),
    "120",
    "How long an incident waits for its turn with a model before it goes on without",
  ),
  MODEL_CONCURRENCY: withDefault(wholeNumber(1, 6), "3", "Questions to a model at the same time"),
  MODEL_MAX_TOKENS_PER_INCIDENT: withDefault(
    wholeNumber(0, 1e9),
    "150000",
    "Tokens that one incident may cost",
  ),
  MODEL_MAX_TOKENS_PER_HOUR: withDefault(
    wholeNumber(0, 1e9),
    "1000000",
    "Tokens in any hour, of all replicas",
  ),
  MODEL_MAX_TOKENS_PER_DAY: withDefault(wholeNumber(0, 1e9), "5000000", "Tokens in any day, of all replicas"),
  MODEL_PRICES: withDefault(
    modelPrices,
    "",
    "What a million tokens cost, as model=input/output, separated by commas; unset: cost is not counted",
  ),
  MODEL_MAX_COST_PER_INCIDENT: optional(
    money,
    "Money that one incident may cost; needs MODEL_PRICES of every model",
  ),
  MODEL_MAX_COST_PER_HOUR: optional(money, "Money in any hour; needs MODEL_PRICES of every model"),
  MODEL_MAX_COST_PER_DAY: optional(money, "Money in any day; needs MODEL_PRICES of every model"),
  MODEL_KEEP_TEXT: withDefault(
    choice(["on", "off"]),
    "off",
    "Whether the audit keeps the text that was sent to a model, beside its digest",
  ),
  TAVILY_API_KEY: secret(text, "Key of the web search; unset: no web search"),
  TAVILY_BASE_URL: optional(webUrl, "Address of a Tavily-compatible service"),
  SEARCHES_PER_INCIDENT: withDefault(
    wholeNumber(0, 100),
    "2",
    "Searches of the web that one incident may make",
  ),
  SEARCHES_PER_HOUR: withDefault(wholeNumber(0, 10_000), "30", "Searches in any hour, of all replicas"),
  SEARCHES_PER_DAY: withDefault(wholeNumber(0, 100_000), "200", "Searches in any day, of all replicas"),
  ALERTMANAGER_URL: optional(
    webUrl,
    "Alertmanager, which `doctor --test-alert` sends its test alert through; the service itself asks it nothing",
  ),
  PROMETHEUS_URL: optional(
    webUrl,
    "Prometheus to read samples of memory and CPU from; unset: the metrics API is asked every 15 s while the memory of a workload is in question",
  ),
  SANDBOX: withDefault(
    choice(["on", "off"]),
    "on",
    "Whether Python is run over evidence, in processes of its own; off: incidents go on by rules alone",
  ),
  ...TRACING,
  FEISHU_DOMAIN: withDefault(feishuDomain, "feishu", "feishu, lark or the address of a private service"),
  FEISHU_APP_ID: optional(text, "Id of a Feishu app bot"),
  FEISHU_APP_SECRET: secret(text, "Secret of the app bot"),
  FEISHU_CHAT_ID: optional(text, "Chat that the app bot writes to"),
  FEISHU_CALLBACKS: optional(
    choice(["door", "long-connection", "off"]),
    "How presses of buttons arrive: door (at our address), long-connection (no address needed) or off; unset: door where FEISHU_ENCRYPT_KEY is set",
  ),
  FEISHU_ENCRYPT_KEY: secret(tokens, "Encrypt key of the app's callbacks"),
  FEISHU_VERIFICATION_TOKEN: secret(tokens, "Verification token of the app's callbacks"),
  FEISHU_APPROVERS: withDefault(
    list,
    "",
    "Open ids of those who may decide on a card where the policy has no `decidedBy`, separated by commas",
  ),
  FEISHU_TENANT_KEY: optional(
    text,
    "Tenant of the app, whose people alone may press; unset: learned from the platform's answer to the app's own messages",
  ),
  FEISHU_BOT_WEBHOOK_URL: secret(webUrl, "Address of a Feishu custom bot"),
  FEISHU_BOT_SECRET: secret(text, "Signing secret of the custom bot"),
  FEISHU_BOTS: secret(
    namedBots,
    "More custom bots, for notify rules: `name address [secret]`, separated by semicolons or lines",
  ),
  FEISHU_TIME_ZONE: withDefault(timeZone, "UTC", "Zone of the times on cards, such as Asia/Shanghai"),
  FEISHU_LANGUAGE: withDefault(choice(["zh-CN", "en"]), "zh-CN", "Language of the cards"),
} as const;

export type VariableName = keyof typeof ENVIRONMENT;

type ValueOf<V> =
  V extends Variable<infer S, infer D>
    ? undefined extends D
      ? z.output<S> | undefined
      : z.output<S>
    : never;

/** The values of all variables, unset ones with their defaults. */
export type EnvironmentValues = { [K in VariableName]: ValueOf<(typeof ENVIRONMENT)[K]> };
