import type { Answered, CallbackRoute } from "../callback/delivery.ts";

/** An application as its console shows it, and the tenant in which it is installed. */
export interface FeishuApp {
  appId: string;
  appSecret: string;
  tenantKey: string;
  verificationToken: string;
  encryptKey: string | undefined;
  scopes: Set<string>;
  /** The bot ability, in a version that is published. */
  hasBot: boolean;
  isEnabled: boolean;
  /** Where presses of its cards are told; undefined until it is configured. */
  route: CallbackRoute | undefined;
  /** Where events of its chats are told. */
  eventRoute: CallbackRoute | undefined;
}

export interface FeishuChat {
  chatId: string;
  name: string;
  /** Application ids of the bots within. */
  bots: Set<string>;
  /** open_ids of the people within. */
  members: Set<string>;
  allowsThreads: boolean;
  isDissolved: boolean;
}

export interface FeishuPerson {
  openId: string;
  unionId: string;
  name: string;
  enName: string;
  tenantKey: string;
  /** The application to which this open_id belongs. */
  appId: string;
  /** Whether the application may send to this person, and may read who this is. */
  isInRange: boolean;
}

export interface FeishuMessage {
  messageId: string;
  /** The sender, who alone may update it; empty for a person. */
  appId: string;
  chatId: string;
  rootId: string | undefined;
  parentId: string | undefined;
  threadId: string | undefined;
  msgType: string;
  /** The text as it was sent last. */
  content: string;
  /** The card, where it is one. */
  card: Record<string, unknown> | undefined;
  createdAt: Date;
  updatedAt: Date;
  /** How often it was replaced, by an update or by the answer to a press. */
  updates: number;
  condition: "shown" | "recalled" | "deleted";
  /** Presses that wait for an answer: no update is taken in the meantime. */
  openCallbacks: number;
}

export interface TenantToken {
  appId: string;
  expiresAt: Date;
}

export interface RequestRecord {
  at: Date;
  /** Such as "POST /open-apis/im/v1/messages/:message_id/reply". */
  route: string;
  appId: string | undefined;
  status: number;
  code: number;
}

/** All that the stand-in knows. */
export interface FeishuState {
  apps: Map<string, FeishuApp>;
  chats: Map<string, FeishuChat>;
  people: Map<string, FeishuPerson>;
  images: Set<string>;
  tokens: Map<string, TenantToken>;
  messages: Map<string, FeishuMessage>;
  /** By application and uuid; undefined while the first is being sent. */
  uuids: Map<string, { messageId: string; at: Date }>;
  /** When what was taken, by the limit that counts it. */
  taken: Map<string, number[]>;
  /** The c- tokens of presses, for the delayed update. */
  updateTokens: Map<string, { messageId: string; appId: string; at: Date; uses: number; isOpen: boolean }>;
  requests: RequestRecord[];
  presses: Answered[];
}

export type FeishuSeed = {
  apps: readonly (Pick<FeishuApp, "appId" | "appSecret"> & Partial<FeishuApp>)[];
  chats?: readonly (Pick<FeishuChat, "chatId"> & Partial<FeishuChat>)[];
  people?: readonly (Pick<FeishuPerson, "openId"> & Partial<FeishuPerson>)[];
  images?: readonly string[];
};

export const ALL_SCOPES = [
  "im:message:send_as_bot",
  "contact:contact.base:readonly",
  "contact:user.base:readonly",
  "im:message.group_msg",
] as const;

/** What is not said: one tenant, every scope, and every bot and person in every chat. */
export function createFeishuState(seed: FeishuSeed): FeishuState {
  const apps = seed.apps.map(
    (app): FeishuApp => ({
      tenantKey: "tenant-1",
      verificationToken: "",
      encryptKey: undefined,
      scopes: new Set(ALL_SCOPES),
      hasBot: true,
      isEnabled: true,
      route: undefined,
      eventRoute: undefined,
      ...app,
    }),
  );
  const people = (seed.people ?? []).map(
    (person): FeishuPerson => ({
      unionId: person.openId.replace(/^ou_/, "on_"),
      name: person.openId,
      enName: "",
      tenantKey: apps[0]?.tenantKey ?? "",
      appId: apps[0]?.appId ?? "",
      isInRange: true,
      ...person,
    }),
  );
  const chats = (seed.chats ?? []).map(
    (chat): FeishuChat => ({
      name: chat.chatId,
      bots: new Set(apps.map(({ appId }) => appId)),
      members: new Set(people.map(({ openId }) => openId)),
      allowsThreads: true,
      isDissolved: false,
      ...chat,
    }),
  );
  return {
    apps: new Map(apps.map((app) => [app.appId, app])),
    chats: new Map(chats.map((chat) => [chat.chatId, chat])),
    people: new Map(people.map((person) => [person.openId, person])),
    images: new Set(seed.images),
    tokens: new Map(),
    messages: new Map(),
    uuids: new Map(),
    taken: new Map(),
    updateTokens: new Map(),
    requests: [],
    presses: [],
  };
}
