import { createHmac } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import {
  createFeishuBotServer,
  type FeishuBotServer,
} from "../../../../src/simulation/feishu/bot/feishu-bot-server.ts";
import { type HandClock, handClock } from "../../../notify/outbox-setup.ts";

const SECRET = "s";
const TEXT = { msg_type: "text", content: { text: "incident" } };
let clock: HandClock;
let server: FeishuBotServer;
let url: string;

beforeEach(async () => {
  clock = handClock();
  server = createFeishuBotServer({ secret: SECRET, keywords: ["incident"], clock });
  ({ url } = await server.start());
});
afterEach(() => server.stop());

function signed(body: object, offsetSeconds = 0): object {
  const timestamp = String(Math.floor(clock.now().getTime() / 1000) + offsetSeconds);
  const sign = createHmac("sha256", `${timestamp}\n${SECRET}`).digest("base64");
  return { timestamp, sign, ...body };
}

async function codeOf(body: unknown, options: { address?: string; method?: string } = {}): Promise<number> {
  const method = options.method ?? "POST";
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(options.address ?? url, {
    method,
    ...(method === "GET" ? {} : { body: text }),
  });
  expect(response.status).toBe(200);
  return z.object({ code: z.number() }).parse(await response.json()).code;
}

test("takes a signed text and keeps it", async () => {
  expect(await codeOf(signed(TEXT))).toBe(0);
  expect(server.messages()).toMatchObject([{ msgType: "text", content: { text: "incident" } }]);
});

test.each([
  ["no signature", 19021, () => TEXT],
  ["a wrong signature", 19021, () => ({ ...signed(TEXT), sign: "d3Jvbmc=" })],
  ["a signature of more than an hour ago", 19021, () => signed(TEXT, -3601)],
  ["a signature of more than an hour ahead", 19021, () => signed(TEXT, 3602)],
  ["a timestamp that is a number", 19021, () => ({ ...signed(TEXT), timestamp: 1_795_341_600 })],
  ["a body that is not JSON", 9499, () => "{"],
  ["a body over 20 KB", 19036, () => signed({ ...TEXT, padding: "x".repeat(20_480) })],
  ["no msg_type", 19002, () => signed({ content: { text: "incident" } })],
  ["an unknown msg_type", 19002, () => signed({ msg_type: "card", card: {} })],
  ["a card as text", 9499, () => signed({ msg_type: "interactive", card: "{}" })],
  ["a card of version 1", 11246, () => signed({ msg_type: "interactive", card: { elements: [] } })],
  ["no keyword", 19024, () => signed({ msg_type: "text", content: { text: "hello" } })],
])("refuses %s with code %i", async (_name, code, body) => {
  expect(await codeOf(body())).toBe(code);
  expect(server.messages()).toEqual([]);
});

test("refuses a card with a callback or a form, for a custom bot never hears of a click", async () => {
  const button = {
    tag: "button",
    text: { tag: "plain_text", content: "incident" },
    behaviors: [{ type: "callback", value: {} }],
  };
  const card = { schema: "2.0", body: { elements: [button] } };
  expect(await codeOf(signed({ msg_type: "interactive", card }))).toBe(11246);
});

test("refuses another path and another method", async () => {
  expect(await codeOf(signed(TEXT), { address: `${url}x` })).toBe(19001);
  expect(await codeOf("", { method: "GET" })).toBe(9499);
});

test("takes five messages a second and a hundred a minute", async () => {
  const codes: number[] = [];
  for (let second = 0; second < 21; second += 1) {
    for (let count = 0; count < (second === 0 ? 6 : 5); count += 1) codes.push(await codeOf(signed(TEXT)));
    clock.advance(1000);
  }
  expect(codes[5]).toBe(11232);
  expect(codes.slice(0, 101).filter((code) => code === 0)).toHaveLength(100);
  expect(codes.slice(101)).toEqual([11232, 11232, 11232, 11232, 11232]);
  clock.advance(60_000);
  expect(await codeOf(signed(TEXT))).toBe(0);
});

test("fails as often as it is told to", async () => {
  server.fail(2, { code: 11232 });
  expect([await codeOf(signed(TEXT)), await codeOf(signed(TEXT)), await codeOf(signed(TEXT))]).toEqual([
    11232, 11232, 0,
  ]);
});

test("can take a message and never answer", async () => {
  server.fail(1, { drop: "after" });
  await expect(fetch(url, { method: "POST", body: JSON.stringify(signed(TEXT)) })).rejects.toThrow();
  expect(await server.waitForMessages(1, AbortSignal.timeout(5000))).toHaveLength(1);
});
