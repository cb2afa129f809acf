import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createFrameTaker } from "../../src/http/feishu/take-frame.ts";
import {
  type ConnectionState,
  createLongConnection,
  type LongConnection,
} from "../../src/notify/feishu/long-connection/long-connection.ts";
import { ATTACKS, type CallbackBody, type Forgery } from "../../src/simulation/feishu/callback/forgery.ts";
import {
  ANNA,
  APP,
  button,
  CHAT,
  cardOf,
  openFakeFeishu,
  sendCard,
} from "../simulation/feishu/open-fake-feishu.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { replicaOf, type Shown, shownIncident } from "./support/feishu-replica.ts";

let database: TestDatabase;
let shown: Shown;
const ends: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await testDatabase();
  shown = await shownIncident(database);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => database.drop());

/** A card of the incident in the chat, and so many replicas that hold a connection each. */
async function world(replicas = 1, options: { frame?: "event" | "card"; approvers?: string[] } = {}) {
  const { frame = "card", approvers = [ANNA] } = options;
  const turns: number[] = [];
  const fake = await openFakeFeishu(
    {},
    { ReconnectNonce: 0, ReconnectInterval: 0.05 },
    () => turns.shift() ?? 0,
  );
  const { feishu, url, clock, client } = fake;
  ends.push(() => feishu.stop());
  feishu.state.people.set("ou_eve", { ...person(feishu.state.people.get(ANNA)), openId: "ou_eve" });
  feishu.state.chats.get(CHAT)?.members.add("ou_eve");
  const held: (ReturnType<typeof replicaOf> & { connection: LongConnection; states: ConnectionState[] })[] =
    [];
  for (let count = 0; count < replicas; count += 1) {
    const replica = replicaOf(database, shown, { approvers, clock });
    const states: ConnectionState[] = [];
    const connection = createLongConnection({
      domain: url,
      appId: APP.appId,
      appSecret: () => APP.appSecret,
      take: createFrameTaker({
        ...replica,
        secrets: () => ({ appId: APP.appId, verificationTokens: [APP.verificationToken] }),
        clock,
      }),
      clock,
      logger: replica.logger,
      onState: (state) => void states.push(state),
      timeoutMs: 2_000,
    });
    ends.push(() => connection.stop());
    await connection.start();
    await expect.poll(() => connection.health().state).toBe("connected");
    held.push({ ...replica, connection, states });
  }
  await feishu.configureCallback(APP.appId, { kind: "long-connection", frame, parts: 1 });
  const value = { handle: shown.handleOf("take-over"), incidentId: "another", by: "ou_boss" };
  const card = cardOf(button("b", { behaviors: [{ type: "callback", value }] }));
  // Each on a card of its own, for the answer takes the place of the card.
  const press = async (by = ANNA, forgery: Forgery = {}) =>
    feishu.press(await sendCard(client, card), { element: "b", by }, forgery);
  const decisions = () => held.flatMap((one) => one.decisions);
  const counted = async () => Promise.all(held.map((one) => one.counted()));
  return { ...fake, held, press, decisions, counted, turns };
}

function person<T>(one: T | undefined): T {
  if (one === undefined) throw new Error("nobody");
  return one;
}

test.each(["event", "card"] as const)(
  "a press in a frame of type %s is decided, and answered with toast and card",
  async (frame) => {
    const { press, decisions, counted, feishu } = await world(1, { frame });
    expect((await press()).outcome).toMatchObject({
      kind: "answered",
      toast: { type: "success", i18n: { en_us: "The incident is yours." } },
      isCardReplaced: true,
    });
    expect(decisions()).toMatchObject([
      { which: { incidentId: shown.incidentId }, decision: "take-over", by: ANNA, door: "card" },
    ]);
    expect(await counted()).toEqual([{ decided: 1 }]);
    expect(feishu.connections.violations()).toEqual([]);
  },
);

test("somebody who may not decide is told so, and nothing changes", async () => {
  const { press, decisions, counted } = await world();
  expect((await press("ou_eve")).outcome).toMatchObject({ kind: "answered", toast: { type: "error" } });
  expect(decisions()).toEqual([]);
  expect(await counted()).toEqual([{ "not-allowed": 1 }]);
});

test.each([
  ["a guest of another tenant, though the open id may decide", "another-tenant", { operator: true }],
  ["a valid press that names another tenant in both places", "another-tenant", ATTACKS["another tenant"]],
  ["a press of another app", "wrong-app", { app_id: "cli_ffffffffffffffff" }],
  ["a press with another token", "wrong-token", { token: "guessed" }],
  ["a press of six minutes ago", "stale", { create_time: "1603977298000000" }],
] as const)("%s is refused, and the person sees an error", async (_case, reason, header) => {
  const { press, decisions, counted } = await world();
  const forged = ({ event, ...body }: CallbackBody): CallbackBody =>
    "callback" in header
      ? header.callback({ ...body, event })
      : "operator" in header
        ? { ...body, event: { ...event, operator: { open_id: ANNA, tenant_key: "tenant-2" } } }
        : { ...body, header: { ...body.header, ...header }, event };
  expect((await press(ANNA, { callback: forged })).outcome).toMatchObject({ kind: "failed", code: 200671 });
  expect(decisions()).toEqual([]);
  expect(await counted()).toEqual([{ [reason]: 1 }]);
});

test("a press that the platform tells twice is decided once, also on the second replica", async () => {
  const { press, feishu, decisions, counted, turns } = await world(2);
  const pressed = await press();
  turns.push(1);
  const again = await feishu.redeliver(pressed, { as: "signed-anew" });
  expect(again.outcome).toMatchObject({ kind: "answered" });
  expect(decisions()).toHaveLength(1);
  expect(await counted()).toEqual([{ decided: 1 }, { repeated: 1 }]);
});

test("with one of two replicas gone the other takes every press", async () => {
  const { press, held, feishu, decisions } = await world(2);
  await held[0]?.connection.stop();
  await expect.poll(() => feishu.connections.count(APP.appId)).toBe(1);
  for (let count = 0; count < 3; count += 1)
    expect((await press()).outcome).toMatchObject({ kind: "answered" });
  expect(held[1]?.decisions).toHaveLength(3);
  expect(decisions()).toHaveLength(3);
});

test("after a cut presses are decided as before", async () => {
  const { press, held, feishu, decisions } = await world();
  feishu.connections.cut();
  await expect.poll(() => held[0]?.states).toContain("reconnecting");
  await expect.poll(() => held[0]?.connection.health().state).toBe("connected");
  expect((await press()).outcome).toMatchObject({ kind: "answered", isCardReplaced: true });
  expect(decisions()).toHaveLength(1);
});
