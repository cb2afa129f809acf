import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import { createFeishuApp } from "../../../src/notify/feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "../../../src/notify/feishu/app/app-notifier.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import {
  createFakeFeishu,
  type FakeFeishu,
} from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

const APP = { appId: "cli_0123456789abcdef", appSecret: "secret-of-the-app" };
const SEND = "POST /open-apis/im/v1/messages";

let outbox: OutboxTest;
let feishu: FakeFeishu;
let deliver: () => Promise<number>;
beforeAll(async () => {
  outbox = await outboxTest();
});
beforeEach(async () => {
  const { clock } = outbox;
  for (const table of ["outbox", "cards"] as const) await outbox.database.db.deleteFrom(table).execute();
  feishu = createFakeFeishu({ clock, apps: [APP], chats: [{ chatId: "oc_1" }] });
  const { url } = await feishu.start();
  const app = createFeishuApp({ ...APP, appSecret: () => APP.appSecret, domain: url, timeoutMs: 10_000 });
  const deliverer = createOutboxDeliverer({
    db: outbox.database.db,
    notifiers: [],
    cards: [createFeishuAppNotifier({ app, chatId: "oc_1", language: "en", takesDecisions: () => true })],
    links: () => ({ incident: null, approval: null }),
    clock,
    effects: createEffects(),
    metrics: outbox.metrics,
    logger: silentLogger,
  });
  deliver = () => deliverer.deliverDue(new AbortController().signal);
});
afterEach(() => feishu.stop());
afterAll(() => outbox.database.drop());

let sequence = 0;
function change(incidentId: string) {
  sequence += 1;
  return outbox.put({ incidentId, sequence, channel: "feishu-app", summary: `change ${sequence}` });
}
/** So many incidents, each of which has changed; the oldest first. */
async function changed(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = await outbox.incident();
    await change(id);
    ids.push(id);
  }
  return ids;
}

const asked = () => feishu.state.requests.filter(({ route }) => route.includes("/messages"));
const cards = () => [...feishu.state.messages.values()].filter(({ rootId }) => rootId === undefined);
const waiting = async () =>
  (await outbox.database.db.selectFrom("outbox").select("state").where("state", "<>", "sent").execute()).map(
    ({ state }) => state,
  );
const shows = (index: number, id: string) => expect(cards()[index]?.content).toContain(id);

test("a rate limit is waited out as long as the server says, by every message, and the rest follows in order", async () => {
  const ids = await changed(4);
  const headers = { "x-ogw-ratelimit-reset": "17", "x-ogw-ratelimit-limit": "50" };
  feishu.fail({ route: SEND, fault: { code: 99991400, status: 429, headers }, times: 1 });
  expect(await deliver()).toBe(0);
  outbox.clock.advance(16_999);
  expect(await deliver()).toBe(0);
  expect(asked()).toHaveLength(1);
  outbox.clock.advance(1);
  expect(await deliver()).toBe(4);
  for (const [index, id] of ids.entries()) shows(index, id);
});

test.each([
  ["a chat's limit without a time", { code: 230020 }],
  ["a gateway that is broken", { status: 502, body: "<html>" }],
  ["an answer that never comes", { drop: "before" }],
  ["an answer that is lost", { drop: "after" }],
] as const)("%s costs no card and doubles none", async (_case, fault) => {
  const ids = await changed(2);
  feishu.fail({ route: SEND, fault, times: 1 });
  await deliver();
  outbox.clock.advance(60_000);
  await deliver();
  expect(await waiting()).toEqual([]);
  expect(cards()).toHaveLength(2);
  for (const id of ids) expect(cards().filter(({ content }) => content.includes(id))).toHaveLength(1);
});

test("a token that expired is fetched anew, in the same breath", async () => {
  await changed(1);
  await deliver();
  feishu.expireTokens();
  await changed(1);
  expect(await deliver()).toBe(1);
  expect(feishu.state.requests.filter(({ code }) => code === 99991663)).toHaveLength(1);
});

test.each([
  [
    "the bot is out of the chat",
    () => feishu.state.chats.get("oc_1")?.bots.clear(),
    () => feishu.state.chats.get("oc_1")?.bots.add(APP.appId),
  ],
  [
    "the app lacks its right",
    () => feishu.state.apps.get(APP.appId)?.scopes.clear(),
    () => feishu.state.apps.get(APP.appId)?.scopes.add("im:message:send_as_bot"),
  ],
])(
  "while %s nothing is lost and little is asked; afterwards each card shows its newest state at once",
  async (_case, breakIt, mendIt) => {
    const ids = await changed(6);
    await deliver();
    const [first = ""] = ids;
    breakIt();
    for (let round = 0; round < 5; round += 1) {
      for (const id of ids) await change(id);
      await change(first);
      const before = asked().length;
      await deliver();
      expect(asked().length - before).toBeLessThanOrEqual(1);
      outbox.clock.advance(301_000);
    }
    expect(await waiting()).toHaveLength(35);
    expect(await waiting()).not.toContain("given-up");
    mendIt();
    const before = asked().length;
    await deliver();
    expect(await waiting()).toEqual([]);
    const updates = asked()
      .slice(before)
      .filter(({ route }) => route.startsWith("PATCH"));
    expect(updates).toHaveLength(6);
    expect(cards()).toHaveLength(6);
    for (const [index, id] of ids.entries()) shows(index, id);
    expect(cards().every(({ updates }) => updates === 1)).toBe(true);
    expect(feishu.state.requests.filter(({ code }) => code === 230020)).toEqual([]);
  },
);

test.each(["recalled", "deleted"] as const)(
  "a card that was %s is replaced by a new one, which is updated from then on",
  async (condition) => {
    const [id = ""] = await changed(1);
    await deliver();
    const [first] = cards();
    if (first !== undefined) first.condition = condition;
    for (let count = 0; count < 2; count += 1) {
      await change(id);
      await deliver();
    }
    expect(cards()).toHaveLength(2);
    expect(cards()[1]).toMatchObject({ condition: "shown", updates: 1 });
  },
);
