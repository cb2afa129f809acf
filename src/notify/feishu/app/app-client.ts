import type { Client } from "@larksuiteoapi/node-sdk";
import { z } from "zod";
import { OperationError } from "../../../core/errors.ts";
import { given } from "../../../core/given.ts";
import type { Card } from "../card-parts.ts";
import { SILENT } from "../silent-sdk.ts";
import { TokenRefusedError } from "./app-answer.ts";
import { createAppHttp } from "./app-http.ts";
import { createTokenCache, type TokenCache } from "./token-cache.ts";

/** What our app bot asks of the platform. All throw OperationError, MessageGoneError or ChannelWaitError. */
export interface FeishuApp {
  /** A second call with the same `uuid` within an hour sends nothing and answers with the first message. */
  send(card: Card, to: { chatId: string; uuid: string }): Promise<SentMessage>;
  /** In the message's thread. */
  reply(card: Card, to: { messageId: string; uuid: string }): Promise<void>;
  /** Replaces the card; nobody is notified. */
  update(card: Card, messageId: string): Promise<void>;
  /** What a person is called; undefined where the app may not know. */
  nameOf(openId: string): Promise<string | undefined>;
}

export interface SentMessage {
  messageId: string;
  chatId: string;
  /** Of the tenant in which the app is installed; absent where the platform does not say. */
  tenantKey?: string;
}

export interface FeishuAppOptions {
  /** Base address, without a slash at its end. */
  domain: string;
  appId: string;
  /** A secret; it reaches no log and no error. Asked for with each request. */
  appSecret: () => string;
  fetch?: typeof fetch;
  /** Wall time that one request may take. */
  timeoutMs: number;
}

const sentSchema = z.looseObject({
  data: z.looseObject({
    message_id: z.string().min(1),
    chat_id: z.string().catch(""),
    sender: z
      .looseObject({ tenant_key: z.string().min(1) })
      .optional()
      .catch(undefined),
  }),
});

const personSchema = z.looseObject({
  data: z.looseObject({ user: z.looseObject({ name: z.string().optional() }) }),
});

const PEOPLE = "/open-apis/contact/v3/users";
const MESSAGES = "/open-apis/im/v1/messages";

export function createFeishuApp(options: FeishuAppOptions): FeishuApp {
  const cache = createTokenCache();
  let loaded: { appSecret: string; client: Promise<Client> } | undefined;
  const clientNow = (): Promise<Client> => {
    const appSecret = options.appSecret();
    if (loaded?.appSecret !== appSecret) {
      cache.forget();
      loaded = { appSecret, client: load({ ...options, appSecret }, cache) };
    }
    return loaded.client;
  };
  const ask = async (request: { method: string; url: string; params?: object; data?: object }) => {
    const client = await clientNow();
    try {
      return await client.request<unknown>(request);
    } catch (error) {
      if (!(error instanceof TokenRefusedError)) throw error;
      cache.forget();
      return client.request<unknown>(request);
    }
  };
  const message = (messageId: string) => `${MESSAGES}/${encodeURIComponent(messageId)}`;
  const content = (card: Card) => JSON.stringify(card);
  return {
    async send(card, { chatId, uuid }) {
      const answer = await ask({
        method: "POST",
        url: MESSAGES,
        params: { receive_id_type: "chat_id" },
        data: { receive_id: chatId, msg_type: "interactive", content: content(card), uuid },
      });
      const { data } = sentSchema.safeParse(answer).data ?? noMessageId();
      return {
        messageId: data.message_id,
        chatId: data.chat_id || chatId,
        ...given("tenantKey", data.sender?.tenant_key),
      };
    },
    async reply(card, { messageId, uuid }) {
      await ask({
        method: "POST",
        url: `${message(messageId)}/reply`,
        data: { msg_type: "interactive", content: content(card), reply_in_thread: true, uuid },
      });
    },
    async update(card, messageId) {
      await ask({ method: "PATCH", url: message(messageId), data: { content: content(card) } });
    },
    async nameOf(openId) {
      const url = `${PEOPLE}/${encodeURIComponent(openId)}`;
      const answer = await ask({ method: "GET", url, params: { user_id_type: "open_id" } });
      return personSchema.safeParse(answer).data?.data.user.name;
    },
  };
}

/** The SDK takes a while to load and much memory, so only those who use it pay for it. */
async function load(
  options: Omit<FeishuAppOptions, "appSecret"> & { appSecret: string },
  cache: TokenCache,
): Promise<Client> {
  const { Client } = await import("@larksuiteoapi/node-sdk");
  return new Client({
    appId: options.appId,
    appSecret: options.appSecret,
    domain: options.domain,
    cache,
    logger: SILENT,
    httpInstance: createAppHttp({ fetch: options.fetch ?? fetch, timeoutMs: options.timeoutMs }),
  });
}

/** Asked again, the platform answers with the same message. */
function noMessageId(): never {
  throw new OperationError("Feishu took a card and did not say which message it is", {
    reason: "unavailable",
    retryable: true,
  });
}
