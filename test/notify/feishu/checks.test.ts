import { afterEach, beforeEach, expect, test } from "vitest";
import { createFeishuApp } from "../../../src/notify/feishu/app/app-client.ts";
import { checkAppBot } from "../../../src/notify/feishu/checks/check-app-bot.ts";
import { checkCallbackDoor } from "../../../src/notify/feishu/checks/check-callback-door.ts";
import { checkCustomBot } from "../../../src/notify/feishu/checks/check-custom-bot.ts";
import { checkLongConnection } from "../../../src/notify/feishu/checks/check-long-connection.ts";
import { createFeishuBotServer } from "../../../src/simulation/feishu/bot/feishu-bot-server.ts";
import { openDoors } from "../../http/support/doors.ts";
import { ANNA, APP, CHAT, type OpenFake, openFakeFeishu } from "../../simulation/feishu/open-fake-feishu.ts";
import { handClock } from "../outbox-setup.ts";

let fake: OpenFake;
beforeEach(async () => {
  fake = await openFakeFeishu();
});
afterEach(() => fake.feishu.stop());

const on = (more: { appSecret?: string; approvers?: string[] } = {}) => ({
  app: createFeishuApp({
    domain: fake.url,
    ...APP,
    appSecret: () => more.appSecret ?? APP.appSecret,
    timeoutMs: 5_000,
  }),
  chatId: CHAT,
  approvers: [ANNA],
  uuid: "check-1",
  ...more,
});
const app = () => {
  const found = fake.feishu.state.apps.get(APP.appId);
  if (found === undefined) throw new Error("no app");
  return found;
};

test("an app bot that is set up well passes each check, by one card in the chat", async () => {
  const checks = await checkAppBot(on());
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ["card sent", true],
    ["card changed", true],
    ["people's names", true],
  ]);
  expect([...fake.feishu.state.messages.values()]).toMatchObject([{ updates: 1 }]);
});

test.each([
  ["a wrong secret", () => {}, { appSecret: "wrong" }, "card sent", "FEISHU_APP_SECRET"],
  ["a bot out of the chat", () => fake.feishu.state.chats.get(CHAT)?.bots.clear(), {}, "card sent", "add it"],
  [
    "no right to send",
    () => app().scopes.delete("im:message:send_as_bot"),
    {},
    "card sent",
    "im:message:send_as_bot",
  ],
  [
    "no right to names",
    () => app().scopes.delete("contact:user.base:readonly"),
    {},
    "people's names",
    "contact:user.base:readonly",
  ],
  ["an approver out of range", () => {}, { approvers: ["ou_far"] }, "people's names", "range of contacts"],
  ["nobody who may decide", () => {}, { approvers: [] }, "people's names", "FEISHU_APPROVERS"],
] as const)("%s is found, with what to do", async (_case, breakIt, more, name, remedy) => {
  breakIt();
  const checks = await checkAppBot(on({ ...more } as Parameters<typeof on>[0]));
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    { name, ok: false, detail: expect.stringContaining(remedy) },
  ]);
});

test("the long connection is checked without opening one", async () => {
  const settings = { domain: fake.url, appId: APP.appId, appSecret: APP.appSecret, timeoutMs: 5_000 };
  expect(await checkLongConnection(settings)).toMatchObject({ ok: true });
  expect(fake.feishu.connections.count(APP.appId)).toBe(0);
  const refused = await checkLongConnection({ ...settings, appSecret: "a-wrong-one" });
  expect(refused).toMatchObject({ ok: false, detail: expect.stringContaining("FEISHU_APP_SECRET") });
  expect(refused.detail).not.toContain("a-wrong-one");
});

test("a custom bot is checked by a card, and says what is wrong", async () => {
  const clock = handClock();
  const bot = createFeishuBotServer({ secret: "s", clock });
  const { url: webhookUrl } = await bot.start();
  const settings = { webhookUrl, secret: "s", clock, timeoutMs: 5_000 };
  expect(await checkCustomBot(settings)).toMatchObject({ ok: true });
  expect(await checkCustomBot({ ...settings, secret: "other" })).toMatchObject({
    ok: false,
    detail: expect.stringContaining("FEISHU_BOT_SECRET"),
  });
  await bot.stop();
});

test("the callback door is asked as the platform asks it, by its public address", async () => {
  const keys = { encryptKey: "key", verificationToken: "token" };
  const { app: doors } = openDoors(undefined, {
    feishu: {
      secrets: () => ({ encryptKeys: ["key"], verificationTokens: ["token"], appId: APP.appId }),
      presses: { take: async () => ({ answer: {} }) },
    },
  });
  const server = doors.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  const publicUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  expect(await checkCallbackDoor({ publicUrl, ...keys })).toMatchObject({ ok: true });
  for (const wrong of [{ encryptKey: "other" }, { verificationToken: "other" }])
    expect(await checkCallbackDoor({ publicUrl, ...keys, ...wrong })).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/HTTP 403.*PUBLIC_URL/),
    });
  server.close();
  server.closeAllConnections();
  expect(await checkCallbackDoor({ publicUrl, ...keys })).toMatchObject({
    ok: false,
    detail: expect.stringContaining("must reach"),
  });
});
