import request from "supertest";
import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { createIngest } from "../../src/incidents/ingest.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { noJobs } from "../support/wakes.ts";
import { OPERATOR_TOKEN, openDoors, WEBHOOK_TOKEN } from "./support/doors.ts";
import { firingPayload } from "./support/payload.ts";

const opened: TestDatabase[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.drop();
});

async function realDoors() {
  const database = await testDatabase();
  opened.push(database);
  const { db } = database;
  const clock = createClock();
  const metrics = createMetrics();
  const ingest = createIngest({
    db,
    clock,
    ids: createIds(clock),
    effects: createEffects(),
    jobs: noJobs,
    metrics,
    logger: silentLogger,
  });
  const { app } = openDoors(undefined, { ingest, queries: createIncidentQueries({ db }), clock, metrics });
  const post = (payload: object) =>
    request(app).post("/webhooks/alertmanager").set("Authorization", `Bearer ${WEBHOOK_TOKEN}`).send(payload);
  const get = (path: string) => request(app).get(path).set("Authorization", `Bearer ${OPERATOR_TOKEN}`);
  return { database, post, get };
}

describe("the doors on a real database", () => {
  it("keep what they answer with 200, once, and show it page by page", async () => {
    const { post, get } = await realDoors();
    const answers = await Promise.all([1, 2, 3].map(() => post(firingPayload(5))));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.reduce((sum, { body }) => sum + body.signals, 0)).toBe(5);
    const first = (await get("/api/v1/alerts?limit=3")).body;
    const rest = (await get(`/api/v1/alerts?limit=3&after=${first.next}`)).body;
    const ids = [...first.alerts, ...rest.alerts].map(({ id }: { id: string }) => id);
    expect([new Set(ids).size, rest.next]).toEqual([5, null]);
    expect((await get("/api/v1/incidents")).body).toEqual({ incidents: [], next: null, previous: null });
    expect((await get("/incidents")).text).toContain("No incidents so far.");
  });

  it("ask for a retry while the database is away", async () => {
    const { database, post, get } = await realDoors();
    await database.drop();
    opened.splice(0);
    const webhook = await post(firingPayload());
    expect([webhook.status, webhook.body.error.reason]).toEqual([503, "not-kept"]);
    const read = await get("/api/v1/incidents");
    expect(read.status).toBeGreaterThanOrEqual(500);
  });
});
