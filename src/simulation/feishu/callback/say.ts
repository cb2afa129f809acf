import type { FeishuApp, FeishuChat, FeishuMessage, FeishuState } from "../server/state.ts";
import type { PressDeps } from "./press-element.ts";
import { type Told, tellEvent } from "./tell-event.ts";

export interface Said {
  /** The open_id of the person. */
  by: string;
  text: string;
  /** The message_id of what is replied to. */
  replyTo?: string;
}

/** Without a mention of it, a bot hears a chat with this scope alone. */
const HEARS_ALL = "im:message.group_msg";

export async function say(chatId: string, { by, text, replyTo }: Said, deps: PressDeps): Promise<Told[]> {
  const { state, ids, clock } = deps;
  const chat = state.chats.get(chatId);
  const person = state.people.get(by);
  if (chat === undefined || person === undefined || !chat.members.has(by))
    throw new Error(`${by} is not in ${chatId}`);
  const parent = replyTo === undefined ? undefined : state.messages.get(replyTo);
  const now = clock.now();
  const message: FeishuMessage = {
    messageId: ids("om_"),
    appId: "",
    chatId,
    rootId: parent?.rootId ?? parent?.messageId,
    parentId: parent?.messageId,
    threadId: parent?.threadId,
    msgType: "text",
    content: JSON.stringify({ text }),
    card: undefined,
    createdAt: now,
    updatedAt: now,
    updates: 0,
    condition: "shown",
    openCallbacks: 0,
  };
  state.messages.set(message.messageId, message);
  const event = {
    sender: {
      sender_id: { open_id: by, union_id: person.unionId },
      sender_type: "user",
      tenant_key: person.tenantKey,
    },
    message: {
      message_id: message.messageId,
      ...(message.rootId === undefined ? {} : { root_id: message.rootId, parent_id: message.parentId }),
      ...(message.threadId === undefined ? {} : { thread_id: message.threadId }),
      create_time: String(now.getTime()),
      update_time: String(now.getTime()),
      chat_id: chatId,
      chat_type: "group",
      message_type: "text",
      content: message.content,
    },
  };
  const hearers = botsOf(state, chat).filter(({ scopes }) => scopes.has(HEARS_ALL));
  return Promise.all(hearers.map((app) => tellEvent(app, { type: "im.message.receive_v1", event }, deps)));
}

export async function recall(messageId: string, deps: PressDeps): Promise<Told[]> {
  const { state, clock } = deps;
  const message = state.messages.get(messageId);
  const chat = state.chats.get(message?.chatId ?? "");
  if (message === undefined || chat === undefined) throw new Error(`there is no message ${messageId}`);
  message.condition = "recalled";
  const event = {
    message_id: messageId,
    chat_id: chat.chatId,
    recall_time: String(clock.now().getTime()),
    recall_type: "message_owner",
  };
  const told = botsOf(state, chat).map((app) =>
    tellEvent(app, { type: "im.message.recalled_v1", event }, deps),
  );
  return Promise.all(told);
}

const botsOf = (state: FeishuState, chat: FeishuChat): FeishuApp[] =>
  [...state.apps.values()].filter(
    ({ appId, eventRoute }) => chat.bots.has(appId) && eventRoute !== undefined,
  );
