import request from "supertest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Clock } from "../../src/core/clock.ts";
import { createEffects } from "../../src/core/effects.ts";
import { createIds } from "../../src/core/ids.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { type Plan, sealPlan } from "../../src/domain/plan.ts";
import type { JobSender } from "../../src/incidents/job-sender.ts";
import { createIncidentStore } from "../../src/incidents/live-incident-store.ts";
import { createIncidentQueries } from "../../src/incidents/queries.ts";
import { createMetrics } from "../../src/metrics/metrics.ts";
import { createApprovals } from "../../src/remediation/approvals.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { noJobs } from "../support/wakes.ts";
import { OPERATOR_TOKEN, openDoors } from "./support/doors.ts";
import { someIncident, somePlan } from "./support/incidents.ts";

const now = new Date("2026-11-22T10:05:00Z");
const clock: Clock = { now: () => now, sleep: () => Promise.resolve(), wallMs: (ms) => ms };
const record = { text: "for the test", input: {}, output: {} };

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

/** An incident that waits for a decision on `plan`, with real rows behind the doors. */
async function waitingIncident() {
  const { db } = database;
  const woken: string[] = [];
  const jobs: JobSender = {
    ...noJobs,
    advance: async (_trx, incidentId) => {
      woken.push(incidentId);
    },
  };
  const metrics = createMetrics();
  const shared = { db, clock, ids: createIds(clock), effects: createEffects(), metrics, jobs };
  const store = createIncidentStore({ ...shared, logger: silentLogger, codeVersion: "test", channels: [] });
  const approvals = createApprovals({
    ...shared,
    store,
    deciders: { mayDecide: () => true },
    keys: { at: () => Buffer.alloc(32, 7) },
  });
  const { cluster, subject, workload, summary } = someIncident();
  const opened = await store.opening("correlate.commit", (tx) =>
    tx.open({ cluster, subject, workload, summary, source: "alertmanager" }, record),
  );
  if (opened === undefined) throw new Error("the incident did not open");
  const plan = planFor(opened.id);
  const expiresAt = new Date(now.getTime() + 60_000);
  const approvalId = await store.withLock("plan.commit", opened.id, async (tx) => {
    const id = await approvals.open(tx, plan, { now, expiresAt });
    await tx.advance({ type: "planned", plan, approvalId: id, expiresAt }, record);
    return id;
  });
  woken.splice(0);
  const queries = createIncidentQueries({ db });
  const { app } = openDoors(undefined, { approvals, queries, clock, metrics });
  return {
    app,
    store,
    woken,
    plan,
    id: opened.id,
    path: `/approvals/${approvals.tokenFor(approvalId, plan.digest)}`,
  };
}

function planFor(incidentId: string): Plan {
  const { digest: _digest, verdict, rule, reason, autonomy, ...draft } = somePlan();
  return sealPlan({ ...draft, incidentId }, { verdict, rule, reason, autonomy });
}

describe("a decision over the doors, with real rows", () => {
  it("is made once when fifty come at the same time over all doors", async () => {
    const { app, store, woken, plan, id, path } = await waitingIncident();
    const form = (index: number) =>
      request(app)
        .post(path)
        .type("form")
        .send({
          digest: plan.digest,
          decision: index % 3 === 0 ? "reject" : "approve",
          by: `person ${index}`,
        });
    const call = () =>
      request(app)
        .post(`/api/v1/incidents/${id}/decision`)
        .set("Authorization", `Bearer ${OPERATOR_TOKEN}`)
        .send({ digest: plan.digest, decision: "approve" });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 5 === 0 ? call() : form(index))),
    );
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array.from({ length: 49 }, () => 409)]);
    const decisions = await database.db
      .selectFrom("audit")
      .select("kind")
      .where("incident_id", "=", id)
      .where("kind", "in", ["approved", "rejected"])
      .execute();
    expect(decisions).toHaveLength(1);
    expect(["applying", "closed"]).toContain((await store.read(id))?.status);
    expect(woken.length).toBeLessThanOrEqual(1);
  });

  it("is shown on the link afterwards, and the link's page changed nothing before", async () => {
    const { app, store, plan, id, path } = await waitingIncident();
    const before = await store.read(id);
    const open = await request(app).get(path);
    await request(app).head(path);
    expect(open.text).toContain('name="decision" value="approve"');
    expect(await store.read(id)).toEqual(before);
    const form = { digest: plan.digest, decision: "reject", comment: "not during the sale", by: "Mei" };
    expect((await request(app).post(path).type("form").send(form)).status).toBe(200);
    const after = await request(app).get(path);
    expect(after.text).toContain("not during the sale");
    expect(after.text).not.toContain('name="decision"');
    expect((await store.read(id))?.outcome).toBe("declined");
  });
});
