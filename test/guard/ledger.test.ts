import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { GUARD_ROLE } from "../../src/database/migrations/0010-guard.ts";
import { createLedger } from "../../src/guard/ledger.ts";
import { review } from "../../src/guard/review.ts";
import { setStop } from "../../src/remediation/stop/stop-rows.ts";
import { testDatabase } from "../support/database.ts";
import { startDatabaseProxy } from "../support/database-proxy.ts";
import { createMessageCount } from "../support/frontend-messages.ts";
import { beginInLedger } from "./support/begin-in-ledger.ts";
import { NOW, requestOf } from "./support/ledger.ts";
import { CHANGE, CHANGED, WEB } from "./support/web.ts";

const EVENT = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "e", namespace: "shop" },
  involvedObject: {},
  type: "Normal",
  reason: "AutofixApplied",
  message: "m",
  source: { component: "kube-autofix" },
  count: 1,
};

async function setUp() {
  const database = await testDatabase();
  const url = database.url.replace("postgres@", `${GUARD_ROLE}@`);
  const ledger = createLedger({ findUrl: async () => url, logger: silentLogger });
  onTestFinished(async () => {
    await ledger.close();
    await database.drop();
  });
  return { database, url, ledger };
}

test("an attempt is read as it was begun, with its incident's state, its approval and its pause", async () => {
  const { database, ledger } = await setUp();
  expect(await ledger.open()).toEqual([]);
  const { attemptId, incidentId, planDigest } = await beginInLedger(database.db, { actions: [CHANGE] });
  const [row, ...more] = await ledger.open();
  expect(more).toEqual([]);
  expect(row).toMatchObject({
    id: attemptId,
    incidentId,
    planDigest,
    incidentStatus: "applying",
    isCurrent: true,
    isApproved: false,
    pausedUntil: null,
    podsBefore: ["pod-1"],
    preImage: null,
  });
  const request = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  expect(await review(request, ledger.open, NOW)).toMatchObject({ isAdmitted: true });

  const until = new Date(NOW.getTime() + 60_000);
  const object_key = "apps/StatefulSet/shop/web";
  await database.db
    .insertInto("pauses")
    .values({ cluster: "c", object_key, until, by: "ada", at: NOW })
    .execute();
  expect(await review(request, ledger.open, NOW)).toMatchObject({ reason: "stopped" });
  expect(await review(request, ledger.open, new Date(until.getTime() + 1))).toMatchObject({
    isAdmitted: true,
  });

  await database.db.updateTable("incidents").set({ status: "needs-person" }).execute();
  expect(await review(request, ledger.open, NOW)).toMatchObject({ reason: "stopped" });
  await database.db.updateTable("attempts").set({ result: "superseded" }).execute();
  expect(await review(request, ledger.open, NOW)).toMatchObject({ reason: "no-attempt" });
});

test("a plan that a person must allow is admitted once its own approval says so", async () => {
  const { database, ledger } = await setUp();
  const { incidentId, planDigest } = await beginInLedger(database.db, {
    actions: [CHANGE],
    verdict: "approve",
  });
  const request = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  const approve = (digest: string, id: string) =>
    database.db
      .insertInto("approvals")
      .values({
        id,
        incident_id: incidentId,
        plan_digest: digest,
        token_hash: id,
        state: "approved",
        created_at: NOW,
        expires_at: NOW,
        decided_at: NOW,
        decided_by: "ada",
        door: "page",
        reason: null,
      })
      .execute();
  await approve("another", "00000000-0000-7000-8000-0000000000b1");
  expect(await review(request, ledger.open, NOW)).toMatchObject({ reason: "not-approved" });
  await approve(planDigest, "00000000-0000-7000-8000-0000000000b2");
  expect(await review(request, ledger.open, NOW)).toMatchObject({ isAdmitted: true });
});

test("while all changes are stopped nothing is admitted but a question about our own rights", async () => {
  const { database, ledger } = await setUp();
  await beginInLedger(database.db, { actions: [CHANGE] });
  const write = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  const question = { ...write, operation: "CREATE" as const };
  question.resource = { group: "authorization.k8s.io", version: "v1", resource: "selfsubjectaccessreviews" };
  const set = (isStopped: boolean) =>
    setStop(database.db, { isStopped, by: "ada", door: "cli", reason: "a bad day", at: NOW });
  await set(true);
  expect(await review(write, ledger.open, NOW)).toEqual({
    isAdmitted: false,
    reason: "stopped",
    message: `all changes are stopped since ${NOW.toISOString()} by ada: a bad day`,
  });
  expect(await review(requestOf("CREATE", { object: EVENT }), ledger.open, NOW)).toMatchObject({
    reason: "stopped",
  });
  expect(await review(question, ledger.open, NOW)).toMatchObject({ isAdmitted: true });
  expect(await ledger.isHealthy()).toBe(true);
  await set(false);
  expect(await review(write, ledger.open, NOW)).toMatchObject({ isAdmitted: true });
  expect(await review(requestOf("CREATE", { object: EVENT }), ledger.open, NOW)).toMatchObject({
    isAdmitted: true,
  });
});

test("the role reads these views and nothing else, and writes nothing", async () => {
  const { url } = await setUp();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("select 1 from guard_attempts, guard_stop");
  for (const statement of [
    "select 1 from attempts",
    "select 1 from incidents",
    "select 1 from settings",
    "update guard_attempts set number = 2",
    "update guard_stop set is_stopped = false",
    "select 1 from stops",
    "create table mine (id int)",
    "insert into pauses values ('c', 'k', now(), 'b', now())",
  ])
    await expect(client.query(statement), statement).rejects.toThrow(/permission denied|cannot update view/);
});

test("a database that went away is found again where it is then", async () => {
  const { database, url } = await setUp();
  const places = [url.replace(/t_[0-9a-f]+/, "nowhere"), url];
  const ledger = createLedger({ findUrl: async () => places.shift() ?? url, logger: silentLogger });
  onTestFinished(() => ledger.close());
  await beginInLedger(database.db, { actions: [CHANGE] });
  expect(await ledger.isHealthy()).toBe(false);
  expect(await ledger.isHealthy()).toBe(true);
  expect(await ledger.open()).toHaveLength(1);
});

test("reviews one after another take one statement each, over one connection that planned it once", async () => {
  const { database, url } = await setUp();
  const messages = createMessageCount();
  const proxy = await startDatabaseProxy(url, messages.connection);
  const ledger = createLedger({ findUrl: async () => proxy.url, logger: silentLogger });
  onTestFinished(() => ledger.close());
  await beginInLedger(database.db, { actions: [CHANGE] });
  const request = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  expect(await ledger.isHealthy()).toBe(true);
  for (let count = 0; count < 5; count += 1)
    expect(await review(request, ledger.open, NOW)).toMatchObject({ isAdmitted: true });
  expect(messages.counts()).toEqual({ connections: 1, parse: 1, execute: 6, simpleQuery: 0 });
});

test("what was kept of the database is no answer: each review sees what is there now", async () => {
  const { database, ledger } = await setUp();
  await beginInLedger(database.db, { actions: [CHANGE] });
  const request = requestOf("UPDATE", { oldObject: WEB, object: CHANGED });
  for (const [isStopped, expected] of [
    [false, { isAdmitted: true }],
    [true, { reason: "stopped" }],
    [false, { isAdmitted: true }],
  ] as const) {
    await setStop(database.db, { isStopped, by: "ada", door: "cli", reason: "a bad day", at: NOW });
    for (let count = 0; count < 2; count += 1)
      expect(await review(request, ledger.open, NOW)).toMatchObject(expected);
  }
  await database.db.updateTable("attempts").set({ result: "superseded" }).execute();
  expect(await review(request, ledger.open, NOW)).toMatchObject({ reason: "no-attempt" });
});

test("a connection that was lost and a view that was made anew since the last review are no refusal", async () => {
  const { database, url } = await setUp();
  const proxy = await startDatabaseProxy(url);
  const ledger = createLedger({ findUrl: async () => proxy.url, logger: silentLogger });
  onTestFinished(() => ledger.close());
  await beginInLedger(database.db, { actions: [CHANGE] });
  expect(await ledger.open()).toHaveLength(1);
  await proxy.shut();
  await proxy.open();
  expect(await ledger.open()).toHaveLength(1);
  const columns = (await database.pool.query("select * from guard_attempts limit 0")).fields.map(
    ({ name }) => (name === "number" ? "number::bigint as number" : name),
  );
  await database.pool.query("alter view guard_attempts rename to guard_attempts_before");
  await database.pool.query(
    `create view guard_attempts as select ${columns.join(", ")} from guard_attempts_before`,
  );
  await database.pool.query(`grant select on guard_attempts to ${GUARD_ROLE}`);
  expect(await ledger.open()).toHaveLength(1);
  await proxy.shut();
  await expect(ledger.open()).rejects.toThrow();
});
