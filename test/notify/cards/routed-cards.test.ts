import { afterEach, beforeEach, expect, test } from "vitest";
import { createEffects } from "../../../src/core/effects.ts";
import { silentLogger } from "../../../src/core/logger.ts";
import type { Change } from "../../../src/domain/notification.ts";
import type { Route } from "../../../src/domain/route.ts";
import { createFeishuApp } from "../../../src/notify/feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "../../../src/notify/feishu/app/app-notifier.ts";
import { createOutboxDeliverer } from "../../../src/notify/outbox.ts";
import { createFakeFeishu } from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { notificationOf } from "../notification-fixture.ts";
import { type OutboxTest, outboxTest } from "../outbox-setup.ts";

const APP = { appId: "cli_0123456789abcdef", appSecret: "secret-of-the-app" };
const HOME: Route = { rule: null, chat: null, escalateTo: null, mention: [], bots: null, timeZone: null };
const never = new AbortController().signal;

let outbox: OutboxTest;
beforeEach(async () => {
  outbox = await outboxTest();
});
afterEach(() => outbox.database.drop());

async function chats(options: { people?: { openId: string }[]; without?: string } = {}) {
  const { clock, database, metrics } = outbox;
  const feishu = createFakeFeishu({
    clock,
    apps: [APP],
    chats: ["oc_home", "oc_pay", "oc_lead"].map((chatId) => ({ chatId })),
    people: options.people ?? [{ openId: "ou_ada" }],
  });
  const { url } = await feishu.start();
  if (options.without !== undefined) feishu.state.chats.get(options.without)?.bots.clear();
  const app = createFeishuApp({ ...APP, appSecret: () => APP.appSecret, domain: url, timeoutMs: 10_000 });
  const deliverer = createOutboxDeliverer({
    db: database.db,
    notifiers: [],
    cards: [createFeishuAppNotifier({ app, chatId: "oc_home", language: "en", takesDecisions: () => true })],
    links: () => ({ incident: null, approval: null }),
    clock,
    effects: createEffects(),
    metrics,
    logger: silentLogger,
  });
  const incidentId = await outbox.incident();
  let sequence = 0;
  const tell = async (change: Change, route: Partial<Route> = {}) => {
    sequence += 1;
    const id = await outbox.put({ incidentId, sequence, channel: "feishu-app" });
    const notification = notificationOf({
      incidentId,
      change,
      summary: change,
      route: { ...HOME, ...route },
    });
    await database.db
      .updateTable("outbox")
      .set({ notification: JSON.stringify(notification), change })
      .where("id", "=", id)
      .execute();
    clock.advance(1_000);
    return deliverer.deliverDue(never);
  };
  /** Where each message stands, what it shows, and under which card. */
  const said = () =>
    [...feishu.state.messages.values()].map(({ chatId, rootId, content }) => ({
      chatId,
      isReply: rootId !== undefined,
      shows: EVERY.find((title) => content.includes(title)),
      mentions: [...content.matchAll(/<at id=(\w+)>/g)].map(([, openId]) => openId),
    }));
  return { feishu, tell, said };
}

const EVERY = ["Problem seen", "Approval needed", "Still undecided", "Change applied", "Fixed and proven"];
const card = (chatId: string, shows: string) => ({ chatId, isReply: false, shows, mentions: [] });
const reply = (chatId: string, shows: string, ...mentions: string[]) => ({
  chatId,
  isReply: true,
  shows,
  mentions,
});

test("a card goes to the chat of the rule, stays there, and is told of there", async () => {
  const { feishu, tell, said } = await chats();
  await tell("opened", { chat: "oc_pay" });
  await tell("applied");
  await tell("fixed", { chat: "oc_pay" });
  expect(said()).toEqual([card("oc_pay", "Fixed and proven"), reply("oc_pay", "Fixed and proven")]);
  await feishu.stop();
});

test("an escalation mentions the people of the rule in the card's thread, and asks in the other chat too", async () => {
  const { feishu, tell, said } = await chats();
  const route = { chat: "oc_pay", escalateTo: "oc_lead", mention: ["ou_ada"] };
  await tell("approval-needed", route);
  await tell("escalated", route);
  expect(said()).toEqual([
    card("oc_pay", "Still undecided"),
    card("oc_lead", "Still undecided"),
    reply("oc_pay", "Still undecided", "ou_ada"),
    reply("oc_lead", "Still undecided", "ou_ada"),
  ]);
  await tell("applied", route);
  expect(said().filter(({ shows }) => shows === "Change applied")).toEqual([
    card("oc_pay", "Change applied"),
    card("oc_lead", "Change applied"),
  ]);
  await tell("fixed", route);
  expect(said().slice(4)).toEqual([reply("oc_pay", "Fixed and proven")]);
  expect(feishu.state.requests.filter(({ code }) => code !== 0)).toEqual([]);
  await feishu.stop();
});

test("a later change that a rule routes elsewhere gets a copy of the card there, and nobody is mentioned", async () => {
  const { feishu, tell, said } = await chats();
  await tell("opened", { mention: ["ou_ada"] });
  await tell("approval-needed", { chat: "oc_pay", mention: ["ou_ada"] });
  expect(said()).toEqual([
    card("oc_home", "Approval needed"),
    card("oc_pay", "Approval needed"),
    reply("oc_home", "Approval needed"),
  ]);
  await feishu.stop();
});

test("a chat that does not take the bot costs the rule its effect and no message", async () => {
  const { feishu, tell, said } = await chats({ without: "oc_pay" });
  await tell("opened", { chat: "oc_pay" });
  expect(said()).toEqual([card("oc_home", "Problem seen")]);
  await tell("fixed", { chat: "oc_pay" });
  expect(said()).toEqual([card("oc_home", "Fixed and proven"), reply("oc_home", "Fixed and proven")]);
  await feishu.stop();
});

test("a person whom the chat does not know costs the mention, and not the escalation", async () => {
  const { feishu, tell, said } = await chats({ people: [] });
  await tell("approval-needed");
  await tell("escalated", { mention: ["ou_gone"] });
  expect(said().at(-1)).toEqual(reply("oc_home", "Still undecided"));
  await feishu.stop();
});

test("an escalation says how long is left, in the zone of its readers", async () => {
  const { feishu, tell } = await chats();
  await tell("approval-needed", { timeZone: "Asia/Shanghai" });
  await tell("escalated", { timeZone: "Asia/Shanghai" });
  const shown = [...feishu.state.messages.values()].map(({ content }) => content);
  expect(shown).toHaveLength(2);
  for (const content of shown) {
    expect(content).toContain("30 minutes");
    expect(content).toContain("Decide before 2026-11-22 18:30 GMT+8");
  }
  await feishu.stop();
});
