import type { EnvironmentValues } from "./environment.ts";
import type { LiveSecrets } from "./live-secrets.ts";

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
