import { randomBytes, randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { createClock } from "../../src/core/clock.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { createLogger, silentLogger } from "../../src/core/logger.ts";
import { createShutdown } from "../../src/core/shutdown.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Tables } from "../../src/database/tables.ts";
import { createDispatcher } from "../../src/dispatch/dispatcher.ts";
import { createHttpApp } from "../../src/http/create-http-app.ts";
import { createPresses } from "../../src/http/feishu/presses.ts";
import { createHttpServer } from "../../src/http/http-server.ts";
import { createIngest } from "../../src/incidents/ingest.ts";
import { createIncidentStore } from "../../src/incidents/live-incident-store.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { handlesFor } from "../../src/notify/cards/card-rows.ts";
import { decisionsOn } from "../../src/notify/feishu/app/app-card.ts";
import { createApprovals } from "../../src/remediation/approvals.ts";
import { createDeciders } from "../../src/remediation/policy/deciders.ts";
import { emptyPolicy } from "../../src/remediation/policy/policy.ts";
import { unusedParts } from "../unused-parts.ts";
import { APP, APPROVER } from "./press-request.ts";

// The service's webhook and callback doors in a process of their own, with the database and the queue that they have.
const INCIDENTS = 400;
const [, , dataDir = "", webhook = ""] = process.argv;
const clock = createClock();
const metrics = createMetrics();
const logger = createLogger({ level: "info" });
const effects = createEffects();
const ids = createIds(clock);
const shutdown = createShutdown({ logger: silentLogger, boundMs: 20_000 });
const database = await openDatabase({ dataDir, logger: silentLogger, clock, role: "owner" });
shutdown.add("database", () => database.close());
const { db } = database;
const dispatcher = createDispatcher({ database, clock, logger: silentLogger, metrics });
// The jobs are sent and taken as they are in the service; what they would look up in a cluster is not part of this.
await dispatcher.start({ correlate: async () => {}, advance: async () => {}, deliver: async () => {} });
shutdown.add("dispatcher", () => dispatcher.stop());

const rows = { db, clock, ids, effects, jobs: dispatcher.jobs, metrics, logger };
const store = createIncidentStore({ ...rows, channels: ["feishu-app"], codeVersion: "bench" });
const deciders = createDeciders(emptyPolicy, [APPROVER]);
const key = randomBytes(32);
const approvals = createApprovals({ ...rows, store, deciders, keys: { at: () => key } });
const presses = createPresses({
  ...rows,
  approvals,
  deciders,
  // As `press-request.ts` says it.
  tenant: { key: async () => "tenant" },
  people: { wordsFor: (id) => id, learn() {} },
  language: "en",
  decisionsOn,
  links: ({ incidentId }) => ({ incident: `https://autofix.example.org/${incidentId}`, approval: null }),
});
const app = createHttpApp({
  ...unusedParts("the webhook and the callbacks are"),
  ingest: createIngest(rows),
  sessionKeys: { at: () => undefined },
  approvals,
  feishu: {
    secrets: () => ({
      encryptKeys: [APP.encryptKey],
      verificationTokens: [APP.verificationToken],
      appId: APP.appId,
    }),
    presses,
  },
  health: { parts: async () => [] },
  metrics,
  tokens: { webhook: [webhook], operator: [webhook], viewer: [] },
  clock,
  logger,
});
const server = createHttpServer({ app, host: "127.0.0.1", port: 0, logger: silentLogger });
const { port } = await server.start();
shutdown.add("door", () => server.stop());
process.once("disconnect", () => void shutdown.run().then(() => process.exit(0)));
process.send?.({ port, handles: await shownIncidents(db) });

/** Incidents with a button each; what is pressed is decided, recorded in the audit and told of, each time. */
async function shownIncidents(on: Kysely<Tables>): Promise<string[]> {
  const handles: string[] = [];
  for (let count = 0; count < INCIDENTS; count += 1) {
    const id = randomUUID();
    await on
      .insertInto("incidents")
      .values({
        id,
        cluster: "bench",
        subject_api_version: "apps/v1",
        subject_group: "apps",
        subject_kind: "Deployment",
        subject_namespace: "shop",
        subject_name: id,
        subject_uid: "u",
        status: "investigating",
        summary: "Container web was killed at its limit of 100Mi",
        opened_at: clock.now(),
        last_symptom_at: clock.now(),
        epoch: 0,
        sequence: 0,
      })
      .execute();
    const made = await handlesFor(on, {
      incidentId: id,
      digest: null,
      decisions: ["pause"],
      at: clock.now(),
    });
    if (made.pause !== undefined) handles.push(made.pause);
  }
  return handles;
}
