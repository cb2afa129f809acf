import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  APP,
  CHAT,
  cardOf,
  type OpenFake,
  OTHER_APP,
  openFakeFeishu,
  refusalOf,
  sendCard,
} from "../open-fake-feishu.ts";

let fake: OpenFake;
beforeEach(async () => {
  fake = await openFakeFeishu();
});
afterEach(() => fake.feishu.stop());

const answerShape = z.looseObject({
  code: z.number(),
  tenant_access_token: z.string().optional(),
  expire: z.number().optional(),
});

async function call(path: string, init: { body?: unknown; method?: string; token?: string } = {}) {
  const method = init.method ?? "POST";
  const response = await fetch(`${fake.url}${path}`, {
    method,
    headers: {
      "content-type": "application/json; charset=utf-8",
      ...(init.token === undefined ? {} : { authorization: init.token }),
    },
    ...(method === "GET"
      ? {}
      : { body: typeof init.body === "string" ? init.body : JSON.stringify(init.body ?? {}) }),
  });
  return { status: response.status, ...answerShape.parse(await response.json()) };
}
const token = (app = APP) =>
  call("/open-apis/auth/v3/tenant_access_token/internal", {
    body: { app_id: app.appId, app_secret: app.appSecret },
  });
const MESSAGES = `/open-apis/im/v1/messages?receive_id_type=chat_id`;

describe("tenant tokens", () => {
  test("are the same while half an hour is left, and then a new one beside the old", async () => {
    const first = await token();
    expect(first).toMatchObject({ status: 200, code: 0, expire: 7200 });
    fake.clock.advance(60 * 60_000);
    expect(await token()).toMatchObject({ tenant_access_token: first.tenant_access_token, expire: 3600 });
    fake.clock.advance(31 * 60_000);
    const second = await token();
    expect(second).toMatchObject({ expire: 7200 });
    expect(second.tenant_access_token).not.toBe(first.tenant_access_token);
    const old = { token: `Bearer ${first.tenant_access_token}` };
    expect((await call(MESSAGES, old)).code).toBe(230001);
    fake.clock.advance(29 * 60_000);
    expect((await call(MESSAGES, old)).code).toBe(99991663);
  });

  test.each([
    ["a wrong secret", { app_id: APP.appId, app_secret: "x" }, 10014],
    ["no secret", { app_id: APP.appId }, 10003],
    ["an unknown app", { app_id: "cli_none", app_secret: "x" }, 10003],
  ])("are refused for %s", async (_name, body, code) => {
    expect(await call("/open-apis/auth/v3/tenant_access_token/internal", { body })).toMatchObject({ code });
  });

  test.each([
    ["no token", undefined, 99991661],
    ["a token of another kind", "Bearer app-1", 99991671],
    ["no bearer", "t-1", 99991671],
    ["an unknown token", "Bearer t-1", 99991663],
  ])("are asked for: %s", async (_name, given, code) => {
    const answer = await call(MESSAGES, given === undefined ? {} : { token: given });
    expect(answer).toMatchObject({ status: 400, code });
  });

  test("can be expired, which the SDK does not notice by itself", async () => {
    await sendCard(fake.client);
    fake.feishu.expireTokens();
    expect((await refusalOf(sendCard(fake.client))).code).toBe(99991663);
    await sendCard(fake.clientOf(APP));
  });

  test("of an app that is disabled or lacks the scope are no good", async () => {
    const app = fake.feishu.state.apps.get(APP.appId);
    app?.scopes.delete("im:message:send_as_bot");
    expect(await refusalOf(sendCard(fake.client))).toMatchObject({ status: 400, code: 99991672 });
    Object.assign(app ?? {}, { isEnabled: false });
    expect((await refusalOf(sendCard(fake.client))).code).toBe(99991662);
  });
});

test("refuses a wrong method, a wrong path and a body that is not JSON", async () => {
  const bearer = `Bearer ${(await token()).tenant_access_token}`;
  expect((await call("/open-apis/im/v1/messages", { method: "GET", token: bearer })).status).toBe(404);
  expect((await call("/open-apis/im/v2/messages", { token: bearer })).status).toBe(404);
  expect((await call(MESSAGES, { token: bearer, body: "{" })).code).toBe(9499);
  expect((await call(MESSAGES, { token: bearer, body: "[]" })).code).toBe(9499);
});

describe("limits", () => {
  test("five messages a second into a chat, all bots together", async () => {
    const other = fake.clientOf(OTHER_APP);
    for (let count = 0; count < 5; count += 1)
      await sendCard(count % 2 === 0 ? fake.client : other, cardOf());
    expect(await refusalOf(sendCard(other, cardOf()))).toMatchObject({ status: 400, code: 230020 });
    fake.clock.advance(1_000);
    await sendCard(other, cardOf());
  });

  test("five updates a second of a message", async () => {
    const id = await sendCard(fake.client, cardOf());
    const patch = () =>
      fake.client.im.v1.message.patch({
        path: { message_id: id },
        data: { content: JSON.stringify(cardOf()) },
      });
    for (let count = 0; count < 5; count += 1) await patch();
    expect(await refusalOf(patch())).toMatchObject({ status: 400, code: 230020 });
    fake.clock.advance(1_000);
    await patch();
  });

  test("fifty calls a second and a thousand a minute of an app, with the wait in the headers", async () => {
    const read = () =>
      fake.client.contact.v3.user.get({ path: { user_id: "ou_anna" }, params: { user_id_type: "open_id" } });
    for (let count = 0; count < 50; count += 1) await read();
    expect(await refusalOf(read())).toMatchObject({
      status: 429,
      code: 99991400,
      headers: { "x-ogw-ratelimit-limit": "50", "x-ogw-ratelimit-reset": "1" },
    });
    for (let second = 1; second < 20; second += 1) {
      fake.clock.advance(1_000);
      for (let count = 0; count < 50; count += 1) await read();
    }
    fake.clock.advance(1_000);
    expect(await refusalOf(read())).toMatchObject({
      headers: { "x-ogw-ratelimit-limit": "1000", "x-ogw-ratelimit-reset": "40" },
    });
  });
});

test("fails as it is told to, on the route that is told", async () => {
  const route = "POST /open-apis/im/v1/messages";
  fake.feishu.fail({
    times: 1,
    route: "PATCH /open-apis/im/v1/messages/:message_id",
    fault: { status: 502 },
  });
  fake.feishu.fail({ times: 1, route, fault: { code: 230020 } });
  fake.feishu.fail({ times: 1, route, fault: { drop: "after" } });
  expect((await refusalOf(sendCard(fake.client))).code).toBe(230020);
  await expect(sendCard(fake.client, cardOf(), "one")).rejects.toThrow();
  await sendCard(fake.client, cardOf(), "one");
  expect([...fake.feishu.state.messages.values()].map(({ chatId }) => chatId)).toEqual([CHAT]);
  expect(fake.feishu.state.requests.at(-1)).toMatchObject({ route, status: 200, code: 0, appId: APP.appId });
});
