import type { EnvironmentValues } from "./environment.ts";
import type { LiveSecrets } from "./live-secrets.ts";

const OF_AGENTS = [
  "OPENAI_MODEL_SUPERVISOR",
  "OPENAI_MODEL_RESEARCHER",
  "OPENAI_MODEL_CODER",
  "OPENAI_MODEL_AUTOFIX",
  "OPENAI_MODEL_HUMANHELP",
] as const;
const BOUNDS_OF_MONEY = [
  "MODEL_MAX_COST_PER_INCIDENT",
  "MODEL_MAX_COST_PER_HOUR",
  "MODEL_MAX_COST_PER_DAY",
] as const;

/** A model without a price costs nothing that is counted: a bound of money would not hold it. */
export function unpricedModels(values: EnvironmentValues): string[] {
  if (BOUNDS_OF_MONEY.every((name) => values[name] === undefined)) return [];
  const ofAll = OF_AGENTS.some((name) => values[name] === undefined) ? (["OPENAI_MODEL"] as const) : [];
  return [...ofAll, ...OF_AGENTS].flatMap((name) => {
    const model = values[name];
    const isPriced = model === undefined || values.MODEL_PRICES.has(model);
    return isPriced ? [] : [`MODEL_PRICES must price the model of ${name} where a bound of money is set`];
  });
}

/** The model's part of the configuration. A server of one's own may need no key: its address alone turns the model on. */
export function modelOf(values: EnvironmentValues, secrets: LiveSecrets) {
  const name = values.OPENAI_MODEL;
  return {
    isOn: values.OPENAI_API_KEY !== undefined || values.OPENAI_BASE_URL !== undefined,
    apiKey: () => secrets.of("OPENAI_API_KEY"),
    baseUrl: values.OPENAI_BASE_URL,
    responseFormat: values.OPENAI_RESPONSE_FORMAT,
    names: {
      supervisor: values.OPENAI_MODEL_SUPERVISOR ?? name,
      researcher: values.OPENAI_MODEL_RESEARCHER ?? name,
      coder: values.OPENAI_MODEL_CODER ?? name,
      "autofix-k8s": values.OPENAI_MODEL_AUTOFIX ?? name,
      "human-help": values.OPENAI_MODEL_HUMANHELP ?? name,
    },
    timeoutSeconds: values.MODEL_TIMEOUT_SECONDS,
    maxWaitSeconds: values.MODEL_MAX_WAIT_SECONDS,
    concurrency: values.MODEL_CONCURRENCY,
    prices: values.MODEL_PRICES,
    maxTokens: {
      incident: values.MODEL_MAX_TOKENS_PER_INCIDENT,
      hour: values.MODEL_MAX_TOKENS_PER_HOUR,
      day: values.MODEL_MAX_TOKENS_PER_DAY,
    },
    maxCostMicros: {
      incident: micros(values.MODEL_MAX_COST_PER_INCIDENT),
      hour: micros(values.MODEL_MAX_COST_PER_HOUR),
      day: micros(values.MODEL_MAX_COST_PER_DAY),
    },
    keepsText: values.MODEL_KEEP_TEXT === "on",
  };
}

const micros = (amount: number | undefined): number | null =>
  amount === undefined ? null : Math.round(amount * 1e6);
