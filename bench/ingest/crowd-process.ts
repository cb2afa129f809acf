import { createClock } from "../../src/core/clock.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { createShutdown } from "../../src/core/shutdown.ts";
import { openDatabase } from "../../src/database/database.ts";
import { createDispatcher } from "../../src/dispatch/dispatcher.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createCorrelator } from "../../src/incidents/correlate.ts";
import { createIngest } from "../../src/incidents/ingest.ts";
import { createIncidentStore } from "../../src/incidents/live-incident-store.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { memoryNow, watchPeak } from "../watch/process-memory.ts";
import type { CrowdMessage, Waited } from "./crowd.ts";
import { createWebhookApp } from "./webhook-app.ts";

// The service from the webhook to the run of each incident, in a process of its own. A look-up in the cluster, and a run,
// are a short wait each; all else is the service's own: door, ingest, queue, correlation and store.
const LOOK_UP_MS = 1;
const RUN_MS = 5;

const [, , dataDir = "", webhook = "", countText = ""] = process.argv;
const clock = createClock();
const metrics = createMetrics();
const shutdown = createShutdown({ logger: silentLogger, boundMs: 20_000 });
const end = () => void shutdown.run().then(() => process.exit(0));
for (const event of ["disconnect", "SIGINT", "SIGTERM"]) process.once(event, end);

let takenAtMs = 0;
let isTold = false;
const lookedUp = new Map<string, number>();
const ran = new Map<string, number>();
const effects = createEffects((instant) => {
  if (instant === "correlate.take:before") takenAtMs = Date.now();
});

const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
shutdown.add("database", () => database.close());
const { db } = database;
const dispatcher = createDispatcher({ database, clock, logger: silentLogger, metrics });
const { jobs } = dispatcher;
const logger = createLogger({ level: "info" });
const rows = { db, clock, ids: createIds(clock), effects, jobs, metrics, logger };
const store = createIncidentStore({ ...rows, channels: [], codeVersion: "bench" });
const correlator = createCorrelator({
  ...rows,
  store,
  finder: {
    async find({ namespace, name }) {
      if (!lookedUp.has(name)) lookedUp.set(name, takenAtMs);
      await clock.sleep(LOOK_UP_MS);
      const subject = { apiVersion: "apps/v1", kind: "Deployment", namespace, name, uid: `uid-${name}` };
      return { kind: "found", subject, workload: subject, note: "" };
    },
  },
  clusterId: async () => "bench",
  quietSeconds: 60,
});
await dispatcher.start({
  correlate: async (signal) => void (await correlator.correlatePending(signal)),
  async advance(id) {
    if (!ran.has(id)) ran.set(id, Date.now());
    await clock.sleep(RUN_MS);
    await db.updateTable("incidents").set({ due_at: null }).where("id", "=", id).execute();
    if (ran.size < Number(countText) || isTold) return;
    // Runs end side by side, and all but one of the last ones find nothing to tell.
    isTold = true;
    await tell();
  },
  deliver: async () => {},
});
shutdown.add("dispatcher", () => dispatcher.stop());
const app = createWebhookApp({
  ingest: createIngest(rows),
  health: {
    parts: async () => [
      { name: "database", ok: await database.isHealthy(), detail: "PostgreSQL answers" },
      { name: "queue", ok: dispatcher.isHealthy(), detail: "due work is looked for" },
    ],
  },
  metrics,
  clock,
  logger,
  webhook,
});
const server = createHttpServer({ app, host: "127.0.0.1", port: 0, logger: silentLogger });
const { port } = await server.start();
shutdown.add("door", () => server.stop());
const idleBytes = memoryNow().rss;
const peak = watchPeak();
send({ type: "ready", port });

/** Every workload was looked at: what each waited for, by the rows and by what was seen here. */
async function tell(): Promise<void> {
  const peakBytes = peak.stop();
  const pending = await db.selectFrom("signals").select("id").where("state", "<>", "joined").execute();
  const incidents = await db
    .selectFrom("incidents")
    .innerJoin("signals", "signals.incident_id", "incidents.id")
    .select([
      "incidents.id",
      "subject_name as name",
      "incidents.severity",
      "opened_at as openedAt",
      "created_at as heardAt",
    ])
    .execute();
  const waited: Waited[] = incidents.map(({ id, name, severity, openedAt, heardAt }) => ({
    name,
    severity,
    heardAtMs: heardAt.getTime(),
    takenAtMs: lookedUp.get(name) ?? Number.NaN,
    openedAtMs: openedAt.getTime(),
    ranAtMs: ran.get(id) ?? Number.NaN,
  }));
  send({ type: "over", idleBytes, peakBytes, unsettled: pending.length, waited });
}

function send(message: CrowdMessage): void {
  process.send?.(message);
}
