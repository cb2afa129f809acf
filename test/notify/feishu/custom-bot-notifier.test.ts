import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { OperationError } from "../../../src/core/errors.ts";
import { ChannelWaitError } from "../../../src/notify/channel-wait.ts";
import { type BotAddress, createFeishuBotNotifier } from "../../../src/notify/feishu/custom-bot-notifier.ts";
import { signatureOf } from "../../../src/notify/feishu/sign.ts";
import { LANGUAGES } from "../../../src/notify/messages/messages.ts";
import {
  createFeishuBotServer,
  type FeishuBotServer,
} from "../../../src/simulation/feishu/bot/feishu-bot-server.ts";
import { deliveryOf, EVERY_CHANGE, hostileNotification } from "../notification-fixture.ts";
import { type HandClock, handClock } from "../outbox-setup.ts";

const SECRET = "SECabc";
const never = new AbortController().signal;
let clock: HandClock;
let server: FeishuBotServer;
let url: string;

beforeEach(async () => {
  clock = handClock();
  server = createFeishuBotServer({ secret: SECRET, clock });
  ({ url } = await server.start());
});
afterEach(() => server.stop());

function notifier(changed: Partial<BotAddress> = {}) {
  return createFeishuBotNotifier({
    address: () => ({ webhookUrl: url, secret: SECRET, ...changed }),
    language: "en",
    clock,
    timeoutMs: 5000,
  });
}

async function failureOf(work: Promise<void>): Promise<OperationError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OperationError))
    throw new Error(`an OperationError was wanted, not ${String(error)}`);
  return error;
}

test.each([
  ["demo", 1599360473, "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="],
  ["SECabc", 1700000000, "XprR1de+0SSBnwWyU/4k6x2TL+Q2SJlM5NNEdAv7MWg="],
])("signs with the secret %s as the platform does", (secret, timestamp, signature) => {
  expect(signatureOf(timestamp, secret)).toBe(signature);
});

describe.each(LANGUAGES)("in %s", (language) => {
  test("the bot takes the card of every change", async () => {
    const bot = createFeishuBotNotifier({
      address: () => ({ webhookUrl: url, secret: SECRET }),
      language,
      clock,
      timeoutMs: 5000,
    });
    for (const notification of [...EVERY_CHANGE, hostileNotification()]) {
      await bot.send({ ...deliveryOf(), notification }, never);
      clock.advance(1000);
    }

    const messages = server.messages();
    expect(messages).toHaveLength(EVERY_CHANGE.length + 1);
    expect(Math.max(...messages.map(({ bytes }) => bytes))).toBeLessThanOrEqual(20_000);
  });
});

test("HTTP 200 is no success: the code in the body decides", async () => {
  const error = await failureOf(notifier({ secret: "wrong" }).send(deliveryOf(), never));

  expect(server.codes()).toEqual([19021]);
  expect(error).toMatchObject({ reason: "forbidden", retryable: false });
  expect(error.message).toContain("FEISHU_BOT_SECRET");
});

test.each([
  [9499, "invalid"],
  [11246, "invalid"],
  [19001, "not-found"],
  [19002, "invalid"],
  [19022, "forbidden"],
  [19024, "forbidden"],
  [19036, "invalid"],
  [4_242_424, "other"],
])("code %i is a refusal for good: %s", async (code, reason) => {
  server.fail(1, { code });
  const error = await failureOf(notifier().send(deliveryOf(), never));
  expect(error).toMatchObject({ reason, retryable: false });
  expect(error.message).toContain(String(code));
});

test.each([11232, 99991400])("code %i says to wait", async (code) => {
  server.fail(1, { code });
  const error = await failureOf(notifier().send(deliveryOf(), never));
  expect(error).toBeInstanceOf(ChannelWaitError);
  expect(error).toMatchObject({ retryable: true, waitMs: 1000 });
});

test("the gateway's rate limit names its wait in seconds", async () => {
  server.fail(1, { status: 429, headers: { "x-ogw-ratelimit-reset": "37" } });
  expect(await failureOf(notifier().send(deliveryOf(), never))).toMatchObject({ waitMs: 37_000 });
});

test.each([
  [200, "<html>sign in</html>", true],
  [200, "", true],
  [502, "bad gateway", true],
  [302, "", false],
  [404, "", false],
])("HTTP %i without a code: may help to repeat is %s", async (status, body, retryable) => {
  server.fail(1, { status, body, headers: { location: "http://127.0.0.1:1/" } });
  expect(await failureOf(notifier().send(deliveryOf(), never))).toMatchObject({ retryable });
});

test("a connection that breaks may be tried again, and no error or its cause holds the address", async () => {
  server.fail(1, { drop: "after" });
  const broken = await failureOf(notifier().send(deliveryOf(), never));
  await server.stop();
  const refused = await failureOf(notifier().send(deliveryOf(), never));
  const malformed = await failureOf(
    notifier({ webhookUrl: "not an address with s3cr3t" }).send(deliveryOf(), never),
  );

  for (const error of [broken, refused, malformed]) {
    expect(error.retryable).toBe(true);
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toMatch(/hook|127\.0\.0\.1|s3cr3t/);
  }
  expect(refused.message).toContain("ECONNREFUSED");
});

test("an answer that does not come in time may be asked for again", async () => {
  const silent = createFeishuBotNotifier({
    address: () => ({ webhookUrl: url }),
    language: "en",
    clock,
    timeoutMs: 20,
    fetch: (_url, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      }),
  });
  expect(await failureOf(silent.send(deliveryOf(), never))).toMatchObject({
    reason: "timeout",
    retryable: true,
  });
});
