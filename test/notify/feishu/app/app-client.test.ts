import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { OperationError } from "../../../../src/core/errors.ts";
import { ChannelWaitError } from "../../../../src/notify/channel-wait.ts";
import { createFeishuApp } from "../../../../src/notify/feishu/app/app-client.ts";
import { cardOf } from "../../../../src/notify/feishu/card.ts";
import { MessageGoneError } from "../../../../src/notify/message-gone.ts";
import { CATALOGUE } from "../../../../src/notify/messages/catalogue.ts";
import { deliveryOf } from "../../notification-fixture.ts";

const SECRET = "s3cret-of-the-app";
const card = cardOf(deliveryOf(), { messages: CATALOGUE.en, timeZone: "UTC" }, 20_000);

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

let server: Server | undefined;
afterEach(() => new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve))));

/** A platform that gives out tokens t-1, t-2 ... and answers all else as told, in order, then with success. */
async function platform(answers: Answer[] = []) {
  const asked: { method: string; path: string; token: string; body: unknown }[] = [];
  let tokens = 0;
  const answerTo = (request: IncomingMessage): Answer => {
    if (request.url?.endsWith("/tenant_access_token/internal") === true) {
      tokens += 1;
      return { body: { code: 0, msg: "ok", tenant_access_token: `t-${tokens}`, expire: 7200 } };
    }
    return answers.shift() ?? { body: { code: 0, msg: "ok", data: { message_id: "om_1", chat_id: "oc_1" } } };
  };
  const listening = createServer(async (request, response) => {
    const body = await json(request);
    const token = request.headers.authorization ?? "";
    asked.push({ method: request.method ?? "", path: request.url ?? "", token, body });
    const answer = answerTo(request);
    response.writeHead(answer.status ?? 200, { connection: "close", ...answer.headers });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const domain = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const secret = { now: SECRET };
  const app = createFeishuApp({ domain, appId: "cli_1", appSecret: () => secret.now, timeoutMs: 5_000 });
  const send = () => app.send(card, { chatId: "oc_1", uuid: "card-1" });
  const failure = async (work: () => Promise<unknown>) =>
    work().then(
      () => undefined,
      (error: unknown) => error,
    );
  return { app, asked, send, secret, failure, tokens: () => tokens };
}

test("sends a card once into the chat, changes it, and replies in its thread", async () => {
  const { app, asked, send, tokens } = await platform();
  expect(await send()).toEqual({ messageId: "om_1", chatId: "oc_1" });
  await app.update(card, "om_1");
  await app.reply(card, { messageId: "om_1", uuid: "u1" });
  const content = JSON.stringify(card);
  expect(asked.slice(1)).toEqual([
    {
      method: "POST",
      path: "/open-apis/im/v1/messages?receive_id_type=chat_id",
      token: "Bearer t-1",
      body: { receive_id: "oc_1", msg_type: "interactive", content, uuid: "card-1" },
    },
    { method: "PATCH", path: "/open-apis/im/v1/messages/om_1", token: "Bearer t-1", body: { content } },
    {
      method: "POST",
      path: "/open-apis/im/v1/messages/om_1/reply",
      token: "Bearer t-1",
      body: { msg_type: "interactive", content, reply_in_thread: true, uuid: "u1" },
    },
  ]);
  expect(tokens()).toBe(1);
});

test.each([99991663, 99991664, 99991671])("fetches a new token after %i, once", async (code) => {
  const refused = { status: 400, body: { code, msg: "invalid token" } };
  const { asked, send, failure, tokens } = await platform([
    refused,
    { body: { code: 0, data: { message_id: "om_1" } } },
    refused,
    refused,
  ]);
  expect(await send()).toEqual({ messageId: "om_1", chatId: "oc_1" });
  expect(tokens()).toBe(2);
  expect(asked.at(-1)?.token).toBe("Bearer t-2");
  const error = await failure(send);
  expect(error).toMatchObject({ reason: "forbidden", retryable: true });
  expect(tokens()).toBe(3);
});

test.each([
  [
    "the gateway's limit",
    { status: 429, headers: { "x-ogw-ratelimit-reset": "7" }, body: { code: 99991400 } },
    7_000,
  ],
  [
    "the old gateway's limit",
    { status: 400, headers: { "x-ogw-ratelimit-reset": "3" }, body: { code: 99991400 } },
    3_000,
  ],
  ["the chat's limit", { status: 400, body: { code: 230020, msg: "frequency limit" } }, 1_000],
  ["a proxy's limit", { status: 429, headers: { "retry-after": "9" }, body: "slow down" }, 9_000],
] as [string, Answer, number][])("waits as long as %s says", async (_case, answer, waitMs) => {
  const { send, failure } = await platform([answer]);
  const error = await failure(send);
  expect(error).toBeInstanceOf(ChannelWaitError);
  expect(error).toMatchObject({ waitMs });
});

test.each([230011, 230110, 230031, 231003])("knows by %i that a message is gone", async (code) => {
  const { app, failure } = await platform([{ status: 400, body: { code, msg: "gone" } }]);
  expect(await failure(() => app.update(card, "om_1"))).toBeInstanceOf(MessageGoneError);
});

test.each([
  [
    { status: 400, body: { code: 230099, msg: "ext=ErrCode: 11310; ErrMsg: card action is lock; " } },
    "conflict",
    true,
  ],
  [
    { status: 400, body: { code: 230099, msg: "ext=ErrCode: 200621; ErrMsg: unknown property; " } },
    "invalid",
    false,
  ],
  [{ status: 400, body: { code: 230002, msg: "bot not in chat" } }, "forbidden", true],
  [{ status: 400, body: { code: 10014, msg: `bad ${SECRET}` } }, "forbidden", true],
  [{ status: 502, body: "<html>bad gateway</html>" }, "unavailable", true],
  [{ status: 200, body: "<html>log in</html>" }, "unavailable", true],
  [{ status: 404, body: "nothing here" }, "not-found", false],
  [{ body: { code: 0, msg: "ok", data: {} } }, "unavailable", true],
] as [Answer, string, boolean][])("classifies %j by its code", async (answer, reason, retryable) => {
  const { send, failure } = await platform([answer]);
  const error = await failure(send);
  expect(error).toBeInstanceOf(OperationError);
  expect(error).toMatchObject({ reason, retryable });
});

test.each([230002, 230006, 232009, 99991672, 99991403, 10014])(
  "by %i every message would be refused, so the channel waits until it is put right",
  async (code) => {
    const { send, failure } = await platform([{ status: 400, body: { code, msg: "no" } }]);
    const error = await failure(send);
    expect(error).toBeInstanceOf(ChannelWaitError);
    expect(error).toMatchObject({ waitMs: 60_000 });
  },
);

test("no error holds the secret, the token or what the platform said", async () => {
  const leak = { status: 400, body: { code: 230001, msg: `secret ${SECRET} token t-1` } };
  const { send, failure } = await platform([leak]);
  const wrong = createFeishuApp({
    domain: "http://127.0.0.1:1",
    appId: "cli_1",
    appSecret: () => SECRET,
    timeoutMs: 500,
  });
  for (const error of [await failure(send), await failure(() => wrong.update(card, "om_1"))]) {
    expect(error).toBeInstanceOf(OperationError);
    const text = [error, (error as Error).cause]
      .map((one) => `${one} ${JSON.stringify(one)} ${(one as Error | undefined)?.stack}`)
      .join();
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain("t-1");
  }
});

test("a secret that was changed is used from the next request on, for a token of its own", async () => {
  const { asked, send, secret, tokens } = await platform();
  await send();
  secret.now = "another-secret";
  await send();
  await send();
  expect(tokens()).toBe(2);
  const shown = asked.flatMap(({ body }) => (body as { app_secret?: string }).app_secret ?? []);
  expect(shown).toEqual([SECRET, "another-secret"]);
});
