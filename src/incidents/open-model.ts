import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import { type Clock, createClock } from "../core/clock.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { NO_TRACING, type Tracing } from "../core/tracing.ts";
import type { Tables } from "../database/tables.ts";
import { createBulkhead } from "../llm/bulkhead.ts";
import { createCircuitBreaker } from "../llm/circuit-breaker.ts";
import { createModel } from "../llm/create-model.ts";
import type { Model } from "../llm/model.ts";
import { NO_MODEL } from "../llm/no-model.ts";
import { createOpenAiProvider } from "../llm/openai-provider.ts";
import { tracedProvider } from "../llm/traced-provider.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { createModelAnswers } from "./model-answers.ts";
import { createModelSpend } from "./model-spend.ts";

export interface ModelParts {
  db: Kysely<Tables>;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  /** Absent: off. */
  tracing?: Tracing | undefined;
  logger: Logger;
}

/** The model that is configured, with its budgets and answers in the database; none where none is. */
export function openModel(config: Config["model"], parts: ModelParts): Model {
  if (!config.isOn) return NO_MODEL;
  // Servers are outside: what is counted in a sped-up clock would be too short for them.
  const wall = createClock();
  const timeoutMs = config.timeoutSeconds * 1000;
  return createModel({
    provider: tracedProvider(
      createOpenAiProvider({
        apiKey: config.apiKey,
        baseUrl: config.baseUrl,
        timeoutMs,
        responseFormat: config.responseFormat,
        fetch,
        now: () => wall.now(),
      }),
      parts.tracing ?? NO_TRACING,
    ),
    budget: createModelSpend({
      ...parts,
      limits: { tokens: config.maxTokens, costMicros: config.maxCostMicros },
    }),
    answers: createModelAnswers({ ...parts, clock: wall, askMs: 2 * timeoutMs }),
    bulkhead: createBulkhead(config.concurrency),
    breaker: createCircuitBreaker(wall),
    modelOf: (agent) => config.names[agent],
    prices: config.prices,
    timeoutMs,
    keepsText: config.keepsText,
    clock: wall,
    metrics: parts.metrics,
    logger: parts.logger,
  });
}
