import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CallbackResult } from "../../src/domain/callback-result.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import {
  APP_ID,
  deliver,
  type Press,
  pressBody,
  SECRETS,
  type Signing,
  sealed,
  TENANT,
} from "./support/feishu-envelope.ts";
import { NOW, replicaOf, type Shown, shownIncident } from "./support/feishu-replica.ts";

let database: TestDatabase;
let shown: Shown;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  await database.db.deleteFrom("seen_callbacks").execute();
  shown = await shownIncident(database);
});
afterAll(() => database.drop());

const replica = (options?: Parameters<typeof replicaOf>[2]) => replicaOf(database, shown, options);

describe("what is not proven is refused alike, counted by its reason, and changes nothing", () => {
  const wrong = "0".repeat(64);
  const cases: [CallbackResult, Press, Partial<Signing>][] = [
    ["not-signed", {}, { signature: null }],
    ["wrong-signature", {}, { signature: wrong }],
    ["wrong-signature", {}, { over: "other bytes" }],
    ["stale", {}, { now: new Date(NOW.getTime() - 5 * 60_000 - 1_000) }],
    ["stale", {}, { now: new Date(NOW.getTime() + 6 * 60_000) }],
    ["wrong-token", { token: "guessed" }, {}],
    ["wrong-app", { appId: APP_ID.replace("0", "1") }, {}],
    ["another-tenant", { tenant: "tenant-2" }, {}],
    ["another-tenant", { appTenant: "tenant-2" }, {}],
    ["another-tenant", { appTenant: "tenant-2", tenant: TENANT }, {}],
  ];
  test.each(cases)("%s: %j %j", async (result, what, signing) => {
    const { press, decisions, counted, lines } = replica();
    const answer = await press(what, signing);
    expect([answer.status, answer.body]).toEqual([
      403,
      { error: { reason: "refused", message: "This callback was not taken." } },
    ]);
    expect(decisions).toEqual([]);
    expect(await counted()).toEqual({ [result]: 1 });
    expect(lines).toEqual([expect.stringContaining(`"result":"${result}"`)]);
  });

  test.each([
    ["not-encrypted", JSON.stringify(pressBody())],
    ["not-encrypted", "not json"],
    ["not-encrypted", JSON.stringify({ encrypt: "AAAA", event: pressBody() })],
    ["not-decryptable", sealed(pressBody(), "another key")],
    ["not-understood", sealed({ open_id: "ou_ada", action: { value: {} } })],
  ] as [CallbackResult, string][])("%s: a forged body", async (result, text) => {
    const { app, decisions, counted } = replica();
    expect((await deliver(app, text, { now: NOW })).status).toBe(403);
    expect(decisions).toEqual([]);
    expect(await counted()).toEqual({ [result]: 1 });
  });

  test("no-encrypt-key: nothing is served at all, whatever is sent", async () => {
    const { press, decisions, counted } = replica({ secrets: { ...SECRETS, encryptKeys: [] } });
    expect((await press()).status).toBe(403);
    expect(decisions).toEqual([]);
    expect(await counted()).toEqual({ "no-encrypt-key": 1 });
  });

  test("tenant-unknown: nobody is believed before it is known where the app is installed", async () => {
    const { press, decisions, counted } = replica({ tenant: { key: async () => undefined } });
    expect((await press()).status).toBe(403);
    expect(decisions).toEqual([]);
    expect(await counted()).toEqual({ "tenant-unknown": 1 });
  });
});
