import { readFileSync } from "node:fs";
import { Client } from "@larksuiteoapi/node-sdk";
import { z } from "zod";
import type { Bounds } from "../../../src/simulation/feishu/callback/post.ts";
import type { ClientConfig } from "../../../src/simulation/feishu/long-connection/discover-endpoint.ts";
import {
  createFakeFeishu,
  type FakeFeishu,
} from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { type HandClock, handClock } from "../../notify/outbox-setup.ts";

export const APP = {
  appId: "cli_0123456789abcdef",
  appSecret: "secret",
  encryptKey: "kube-autofix-encrypt-key",
  verificationToken: "vt-0001",
};
export const OTHER_APP = { appId: "cli_fedcba9876543210", appSecret: "other" };
export const CHAT = "oc_chat";
export const ANNA = "ou_anna";

export interface OpenFake {
  feishu: FakeFeishu;
  clock: HandClock;
  url: string;
  client: Client;
  clientOf(app: { appId: string; appSecret: string }): Client;
}

export async function openFakeFeishu(
  bounds: Partial<Bounds & { challengeMs: number }> = {},
  clientConfig: Partial<ClientConfig> = {},
  choose?: (count: number) => number,
): Promise<OpenFake> {
  const clock = handClock();
  const feishu = createFakeFeishu({
    clock,
    bounds,
    clientConfig,
    ...(choose !== undefined && { choose }),
    apps: [APP, OTHER_APP],
    chats: [{ chatId: CHAT, name: "On call" }],
    people: [
      { openId: ANNA, name: "安娜", enName: "Anna" },
      { openId: "ou_far", isInRange: false },
      { openId: "ou_other", appId: OTHER_APP.appId },
    ],
  });
  const { url } = await feishu.start();
  const clientOf = (app: { appId: string; appSecret: string }) =>
    new Client({ ...app, domain: url, logger: SILENT, cache: freshCache() });
  return { feishu, clock, url, client: clientOf(APP), clientOf };
}

const ignore = () => {};
/** The SDK logs every refusal to the console, whatever its level. */
export const SILENT = { error: ignore, warn: ignore, info: ignore, debug: ignore, trace: ignore };

/** The SDK's own is shared by all clients of the process. */
function freshCache() {
  const held = new Map<unknown, unknown>();
  return {
    get: async (key: unknown) => held.get(key),
    set: async (key: unknown, value: unknown) => {
      held.set(key, value);
      return true;
    },
  };
}

export type Part = Record<string, unknown>;
const parts = z.record(z.string(), z.unknown());
const FILE = new URL("../../fixtures/feishu/card-that-passes.json", import.meta.url);

export const cardThatPasses = (): Part => parts.parse(JSON.parse(readFileSync(FILE, "utf8")));

export const cardOf = (...elements: unknown[]): Part => ({
  schema: "2.0",
  config: { update_multi: true },
  body: { elements },
});

export const button = (key: string, more: Part = {}): Part => ({
  tag: "button",
  element_id: key,
  text: { tag: "plain_text", content: key },
  behaviors: [{ type: "callback", value: { handle: `handle-of-${key}` } }],
  ...more,
});

/** Sends a card into the chat; answers with its message_id. */
export async function sendCard(
  client: Client,
  card: Part = cardThatPasses(),
  uuid?: string,
): Promise<string> {
  const answer = await client.im.v1.message.create({
    params: { receive_id_type: "chat_id" },
    data: {
      receive_id: CHAT,
      msg_type: "interactive",
      content: JSON.stringify(card),
      ...(uuid === undefined ? {} : { uuid }),
    },
  });
  return z.string().parse(answer.data?.message_id);
}

const failure = z.looseObject({
  response: z.looseObject({
    status: z.number(),
    headers: z.unknown(),
    data: z.looseObject({ code: z.number(), msg: z.string() }),
  }),
});

export interface ApiFailure {
  status: number;
  code: number;
  msg: string;
  headers: Record<string, string>;
}

/** What a call of the SDK was refused with; fails where it was not. */
export async function refusalOf(call: Promise<unknown>): Promise<ApiFailure> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  const { status, data, headers } = failure.parse(thrown).response;
  const named = z
    .record(z.string(), z.string())
    .catch({})
    .parse(Object.fromEntries(Object.entries(Object(headers))));
  return { status, code: data.code, msg: data.msg, headers: named };
}
