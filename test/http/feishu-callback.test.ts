import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DecisionResult } from "../../src/remediation/decisions.ts";
import { inspectCard } from "../../src/simulation/feishu/card/inspect-card.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { deliver, pressBody, SECRETS, sealed } from "./support/feishu-envelope.ts";
import { DIGEST, NOW, replicaOf, type Shown, shownIncident } from "./support/feishu-replica.ts";

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

test("a press of somebody who may decide is decided, and answered with a toast and the card as it is now", async () => {
  const { press, decisions, counted } = replica();
  const answer = await press({ handle: shown.handleOf("reject"), reason: " wait for the release " });
  expect(answer.status).toBe(200);
  expect(decisions).toEqual([
    {
      which: { incidentId: shown.incidentId, digest: DIGEST },
      decision: "reject",
      by: "ou_ada",
      person: "ou_ada",
      door: "card",
      comment: "wait for the release",
    },
  ]);
  expect(answer.body.toast).toMatchObject({ type: "success", i18n: { en_us: "The incident is yours." } });
  expect(answer.body.card.type).toBe("raw");
  expect(inspectCard(answer.body.card.data).violations).toEqual([]);
  expect(await counted()).toEqual({ decided: 1 });
});

test("a challenge is answered on both doors", async () => {
  const { app, counted } = replica();
  const text = sealed({ type: "url_verification", challenge: "c-1", token: SECRETS.verificationTokens[0] });
  for (const path of ["/webhooks/feishu/card", "/webhooks/feishu/event"]) {
    const answer = await deliver(app, text, { now: NOW, signature: null, path });
    expect([answer.status, answer.body]).toEqual([200, { challenge: "c-1" }]);
  }
  expect(await counted()).toEqual({ challenge: 2 });
});

test("a nonce that was overheard works on no replica a second time, with whatever body it is signed", async () => {
  const [first, second] = [replica(), replica()];
  const text = sealed(pressBody({ handle: shown.handleOf("take-over") }));
  const signing = { now: NOW, nonce: "n-1" };
  expect((await deliver(first.app, text, signing)).status).toBe(200);
  for (const { app } of [first, second]) expect((await deliver(app, text, signing)).status).toBe(403);
  expect((await second.press({}, { nonce: "n-1" })).status).toBe(403);
  expect([first.decisions.length, second.decisions.length]).toEqual([1, 0]);
  expect(await second.counted()).toEqual({ replayed: 2 });
});

test("an event that is delivered again, signed anew, gets its 200 and does nothing", async () => {
  const [first, second] = [replica(), replica()];
  expect((await first.press({ eventId: "e-1" })).status).toBe(200);
  const answer = await second.press({ eventId: "e-1" });
  expect([answer.status, answer.body]).toEqual([200, {}]);
  expect([first.decisions.length, second.decisions.length]).toEqual([1, 0]);
  expect(await second.counted()).toEqual({ repeated: 1 });
});

test("fifty replays at once over two replicas decide once", async () => {
  const replicas = [replica(), replica()];
  const text = sealed(pressBody({ handle: shown.handleOf("take-over"), eventId: "e-1" }));
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_one, index) =>
      deliver(replicas[index % 2]?.app ?? replica().app, text, { now: NOW, nonce: `n-${index % 5}` }),
    ),
  );
  expect(replicas.flatMap(({ decisions }) => decisions)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
});

test.each([
  ["nobody may decide", []],
  ["others may", ["ou_eve", "ou_ada2"]],
])("a person who is not among the approvers changes nothing: %s", async (_case, approvers) => {
  const { press, decisions, counted } = replica({ approvers });
  const answer = await press();
  expect([answer.status, answer.body.toast.type, answer.body.card]).toEqual([200, "error", undefined]);
  expect(decisions).toEqual([]);
  expect(await counted()).toEqual({ "not-allowed": 1 });
});

test.each(["", "guess", "x".repeat(512), "../../etc", "a'; drop table incidents; --"])(
  "a handle that is none decides nothing: %s",
  async (handle) => {
    const { press, decisions, counted } = replica();
    expect((await press({ handle })).body.toast.type).toBe("error");
    expect(decisions).toEqual([]);
    expect(await counted()).toEqual({ "unknown-card": 1 });
  },
);

test("what a body says of incident, plan, verdict or person is not believed", async () => {
  const { press, decisions } = replica();
  const more = {
    incidentId: randomUUID(),
    digest: "e".repeat(64),
    decision: "approve",
    by: "ou_boss",
    verdict: "auto",
  };
  await press({ handle: shown.handleOf("not-now"), more });
  expect(decisions).toEqual([
    {
      which: { incidentId: shown.incidentId, digest: DIGEST },
      decision: "not-now",
      by: "ou_ada",
      person: "ou_ada",
      door: "card",
      comment: "",
    },
  ]);
});

test("events that are no press are taken and ignored", async () => {
  const { app, counted, decisions } = replica();
  const body = pressBody() as { header: object };
  const text = sealed({ ...body, header: { ...body.header, event_type: "im.message.receive_v1" } });
  const answer = await deliver(app, text, { now: NOW, path: "/webhooks/feishu/event" });
  expect([answer.status, answer.body, decisions]).toEqual([200, {}, []]);
  expect(await counted()).toEqual({ ignored: 1 });
});

test("a decision that fails says so without its reason, and one that takes too long says that", async () => {
  const broken = replica({ decide: () => Promise.reject(new Error("secret of the inside")) });
  const answer = await broken.press();
  expect([answer.status, answer.body.toast.type]).toEqual([200, "error"]);
  expect(JSON.stringify(answer.body)).not.toContain("secret");
  expect(await broken.counted()).toEqual({ failed: 1 });
  const { promise, resolve } = Promise.withResolvers<DecisionResult>();
  const slow = replica({ decide: () => promise });
  // The bound holds from the first look at the database on, and what is refused later is counted all the same.
  const tenant = Promise.withResolvers<string | undefined>();
  const blind = replica({ tenant: { key: () => tenant.promise } });
  for (const late of await Promise.all([slow.press(), blind.press()]))
    expect([late.status, late.body.toast.i18n.en_us]).toEqual([
      200,
      "This takes a moment; the card will tell how it ended.",
    ]);
  resolve({ result: "taken-over" });
  tenant.resolve(undefined);
  await expect.poll(blind.counted).toEqual({ late: 1, "tenant-unknown": 1 });
  expect(blind.decisions).toEqual([]);
});

test("what was decided is said to be decided, though its card cannot be drawn", async () => {
  const { press, counted, decisions } = replica({
    links: () => {
      throw new Error("no links today");
    },
  });
  const answer = await press();
  expect([answer.body.toast.type, answer.body.card]).toEqual(["success", undefined]);
  expect(decisions).toHaveLength(1);
  expect(await counted()).toEqual({ decided: 1 });
});

test("no log line holds a key, a token or a handle", async () => {
  const { press, lines } = replica();
  await press();
  await press({ token: "guessed-token" });
  const text = lines.join("\n");
  for (const secret of [
    ...SECRETS.encryptKeys,
    ...SECRETS.verificationTokens,
    "guessed-token",
    shown.handleOf("take-over"),
  ])
    expect(text).not.toContain(secret);
});
