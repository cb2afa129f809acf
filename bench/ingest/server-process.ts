import { createClock } from "../../src/core/clock.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { createShutdown } from "../../src/core/shutdown.ts";
import { openDatabase } from "../../src/database/database.ts";
import { createDispatcher } from "../../src/dispatch/dispatcher.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createIngest, type Ingest } from "../../src/incidents/ingest.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { createWebhookApp } from "./webhook-app.ts";

// The service's webhook door in a process of its own: with its database, or with a store that does nothing.
const [, , mode = "", dataDir = "", webhook = ""] = process.argv;
const clock = createClock();
const metrics = createMetrics();
const logger = createLogger({ level: "info" });
const shutdown = createShutdown({ logger: silentLogger, boundMs: 20_000 });

async function durableIngest(): Promise<Ingest> {
  const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
  shutdown.add("database", () => database.close());
  const dispatcher = createDispatcher({ database, clock, logger: silentLogger, metrics });
  // The jobs are sent and taken as they are in the service; what they would look up in a cluster is not part of this.
  await dispatcher.start({
    correlate: async () => {},
    advance: async () => {},
    deliver: async () => {},
  });
  shutdown.add("dispatcher", () => dispatcher.stop());
  return createIngest({
    db: database.db,
    clock,
    ids: createIds(clock),
    effects: createEffects(),
    jobs: dispatcher.jobs,
    metrics,
    logger,
  });
}

const nothing: Ingest = {
  acceptAlerts: async ({ alerts }) => ({ alerts: alerts.length, signals: alerts.length }),
  acceptSignals: async (signals) => signals.length,
};

const app = createWebhookApp({
  ingest: mode === "durable" ? await durableIngest() : nothing,
  health: { parts: async () => [] },
  metrics,
  clock,
  logger,
  webhook,
});
const server = createHttpServer({ app, host: "127.0.0.1", port: 0, logger: silentLogger });
const { port } = await server.start();
shutdown.add("door", () => server.stop());
const end = () => void shutdown.run().then(() => process.exit(0));
for (const event of ["disconnect", "SIGINT", "SIGTERM"]) process.once(event, end);
process.send?.({ port });
