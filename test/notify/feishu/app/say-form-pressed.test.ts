import { afterEach, beforeEach, expect, test } from "vitest";
import { appCardOf } from "../../../../src/notify/feishu/app/app-card.ts";
import { createFeishuApp } from "../../../../src/notify/feishu/app/app-client.ts";
import { cardActionOf } from "../../../../src/notify/feishu/callback/card-action.ts";
import { CATALOGUE } from "../../../../src/notify/messages/catalogue.ts";
import { LANGUAGES } from "../../../../src/notify/messages/messages.ts";
import { type Door, openDoor } from "../../../simulation/feishu/callback/callback-door.ts";
import {
  ANNA,
  APP,
  CHAT,
  type OpenFake,
  openFakeFeishu,
} from "../../../simulation/feishu/open-fake-feishu.ts";
import { deliveryOf, notificationOf } from "../../notification-fixture.ts";

let fake: OpenFake;
let door: Door;
beforeEach(async () => {
  fake = await openFakeFeishu();
  door = await openDoor(fake.clock.now);
  await fake.feishu.configureCallback(APP.appId, { kind: "url", url: door.url });
});
afterEach(async () => {
  await door.close();
  await fake.feishu.stop();
});

test.each(LANGUAGES)(
  "what was chosen and written comes back from the platform with the button: %s",
  async (language) => {
    const app = createFeishuApp({
      domain: fake.url,
      appId: APP.appId,
      appSecret: () => APP.appSecret,
      timeoutMs: 5_000,
    });
    const notification = notificationOf({
      status: "needs-person",
      outcome: "handed-over",
      approval: null,
      question: { causes: ["memory-leak", "bad-release"] },
      takesHints: true,
    });
    const handles = { answer: "h-answer", hint: "h-hint" };
    const messages = CATALOGUE[language];
    const card = appCardOf(
      { notification, links: deliveryOf().links, handles },
      { messages, timeZone: "UTC" },
    );
    const { messageId } = await app.send(card, { chatId: CHAT, uuid: "card-1" });
    const { plaintext, outcome } = await fake.feishu.press(messageId, {
      element: messages.buttons.answer,
      by: ANNA,
      form: { cause: "bad-release", reason: "the morning's release" },
    });
    expect(outcome).toMatchObject({ kind: "answered" });
    expect(cardActionOf(JSON.parse(plaintext ?? ""))).toMatchObject({
      openId: ANNA,
      handle: "h-answer",
      form: { cause: "bad-release", reason: "the morning's release" },
    });
  },
);
