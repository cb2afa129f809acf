import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appCardOf, decisionsOn } from "../../../../src/notify/feishu/app/app-card.ts";
import { createFeishuApp, type FeishuApp } from "../../../../src/notify/feishu/app/app-client.ts";
import { cardActionOf } from "../../../../src/notify/feishu/callback/card-action.ts";
import { MessageGoneError } from "../../../../src/notify/message-gone.ts";
import { CATALOGUE } from "../../../../src/notify/messages/catalogue.ts";
import { type Door, openDoor } from "../../../simulation/feishu/callback/callback-door.ts";
import {
  ANNA,
  APP,
  CHAT,
  type OpenFake,
  openFakeFeishu,
} from "../../../simulation/feishu/open-fake-feishu.ts";
import { deliveryOf, notificationOf } from "../../notification-fixture.ts";

const HANDLES = {
  approve: "h-1",
  reject: "h-2",
  "not-now": "h-3",
  "take-over": "h-4",
  pause: "h-5",
  answer: "h-6",
  hint: "h-7",
  undo: "h-undo",
};
const card = (changed = {}) =>
  appCardOf(
    { notification: notificationOf(changed), links: deliveryOf().links, handles: HANDLES },
    { messages: CATALOGUE.en, timeZone: "UTC" },
  );

let fake: OpenFake;
let app: FeishuApp;
beforeEach(async () => {
  fake = await openFakeFeishu();
  app = createFeishuApp({
    domain: fake.url,
    appId: APP.appId,
    appSecret: () => APP.appSecret,
    timeoutMs: 5_000,
  });
});
afterEach(() => fake.feishu.stop());

const send = (uuid = "card-1") => app.send(card(), { chatId: CHAT, uuid });

test("sends once, updates in place and replies in the thread", async () => {
  const { messageId, chatId } = await send();
  expect(chatId).toBe(CHAT);
  expect(await send()).toEqual({ messageId, chatId, tenantKey: "tenant-1" });
  await app.update(card({ summary: "changed" }), messageId);
  await app.reply(card(), { messageId, uuid: "row-1" });
  const messages = [...fake.feishu.state.messages.values()];
  expect(messages).toMatchObject([{ messageId, updates: 1 }, { rootId: messageId }]);
  expect(messages[0]?.content).toContain("changed");
});

test("learns what a person is called, and why not where it may not", async () => {
  const { feishu } = fake;
  expect(await app.nameOf(ANNA)).toBe("安娜");
  await expect(app.nameOf("ou_far")).rejects.toThrow("41050");
  feishu.state.apps.get(APP.appId)?.scopes.delete("contact:user.base:readonly");
  expect(await app.nameOf(ANNA)).toBeUndefined();
});

test("fetches a new token when the old one is refused", async () => {
  const { messageId } = await send();
  fake.feishu.expireTokens();
  await app.update(card(), messageId);
  expect(fake.feishu.state.requests.map(({ code }) => code)).toEqual([0, 0, 99991663, 0, 0]);
});

describe("tells apart", () => {
  const message = (id: string) => fake.feishu.state.messages.get(id) ?? {};

  test("a message that is gone or too old", async () => {
    const { messageId } = await send();
    fake.clock.advance(14 * 24 * 3_600_000 + 1);
    await expect(app.update(card(), messageId)).rejects.toThrow(MessageGoneError);
    for (const condition of ["recalled", "deleted"]) {
      Object.assign(message(messageId), { condition });
      await expect(app.update(card(), messageId)).rejects.toThrow(MessageGoneError);
    }
  });

  test("a limit, with the wait that the gateway names", async () => {
    const { messageId } = await send();
    for (let count = 0; count < 5; count += 1) await app.update(card(), messageId);
    await expect(app.update(card(), messageId)).rejects.toMatchObject({
      name: "OperationError",
      retryable: true,
    });
    const route = "PATCH /open-apis/im/v1/messages/:message_id";
    const headers = { "x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": "7" };
    fake.feishu.fail({ times: 1, route, fault: { status: 429, code: 99991400, headers } });
    await expect(app.update(card(), messageId)).rejects.toMatchObject({ waitMs: 7_000 });
  });

  test("a card whose press is being answered", async () => {
    const { messageId } = await send();
    Object.assign(message(messageId), { openCallbacks: 1 });
    await expect(app.update(card(), messageId)).rejects.toMatchObject({
      reason: "conflict",
      retryable: true,
    });
  });

  test("a bot that was taken out of the chat", async () => {
    fake.feishu.state.chats.get(CHAT)?.bots.clear();
    await expect(send()).rejects.toMatchObject({ reason: "forbidden", retryable: true, waitMs: 60_000 });
  });
});

describe("presses of our card", () => {
  let door: Door;
  beforeEach(async () => {
    door = await openDoor(fake.clock.now);
    await fake.feishu.configureCallback(APP.appId, { kind: "url", url: door.url });
  });
  afterEach(() => door.close());

  test.each(decisionsOn(notificationOf()))(
    "%s comes back with its own handle and the words",
    async (decision) => {
      const { messageId } = await send();
      const element = CATALOGUE.en.buttons[decision];
      const { plaintext, outcome } = await fake.feishu.press(messageId, {
        element,
        by: ANNA,
        form: { reason: "why" },
      });
      expect(outcome).toMatchObject({ kind: "answered" });
      expect(cardActionOf(JSON.parse(plaintext ?? ""))).toMatchObject({
        openId: ANNA,
        messageId,
        handle: HANDLES[decision],
        form: { reason: "why" },
      });
    },
  );
});
