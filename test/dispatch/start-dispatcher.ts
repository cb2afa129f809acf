import { onTestFinished } from "vitest";
import { type Clock, createClock } from "../../src/core/clock.ts";
import { type Logger, silentLogger } from "../../src/core/logger.ts";
import type { Database } from "../../src/database/database.ts";
import { createDispatcher, type Dispatcher, type Handlers } from "../../src/dispatch/dispatcher.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";

const idle: Handlers = { correlate: async () => {}, advance: async () => {}, deliver: async () => {} };

/** A running dispatcher that ends with its test. */
export async function startDispatcher(
  database: Pick<Database, "db" | "pool">,
  handlers: Partial<Handlers> = {},
  options: {
    clock?: Clock;
    logger?: Logger;
    stopBoundMs?: number;
    metrics?: ReturnType<typeof createMetrics>;
  } = {},
): Promise<Dispatcher> {
  const dispatcher = createDispatcher({
    database,
    clock: createClock(),
    logger: silentLogger,
    metrics: createMetrics(),
    ...options,
  });
  onTestFinished(() => dispatcher.stop());
  await dispatcher.start({ ...idle, ...handlers });
  return dispatcher;
}
