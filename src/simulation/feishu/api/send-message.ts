import type { FeishuChat, FeishuMessage } from "../server/state.ts";
import type { Call } from "./call.ts";
import { contentOf } from "./message-content.ts";
import { frequencyLimit } from "./rate-limits.ts";
import { invalid, Refusal } from "./refusal.ts";

const UUID_MS = 3_600_000;

export interface Where {
  chat: FeishuChat;
  rootId?: string;
  parentId?: string;
  threadId?: string;
}

/** Takes a message into a chat, or answers with the one that the same uuid sent within the hour. */
export function sendMessage(call: Call, where: Where): FeishuMessage {
  const { state, app, now, body } = call;
  const { uuid } = body;
  if (uuid !== undefined && (typeof uuid !== "string" || uuid.length > 50)) throw invalid("invalid uuid");
  const content = contentOf(body, call.bodyBytes, state);
  demandPlace(call, where.chat);
  const key = `${app.appId} ${uuid}`;
  const first = uuid === undefined || uuid === "" ? undefined : state.uuids.get(key);
  const before = first === undefined ? undefined : state.messages.get(first.messageId);
  if (before !== undefined && first !== undefined && now.getTime() - first.at.getTime() < UUID_MS)
    return before;
  frequencyLimit(state, `chat ${where.chat.chatId}`, now);
  const message: FeishuMessage = {
    messageId: call.ids("om_"),
    appId: app.appId,
    chatId: where.chat.chatId,
    rootId: where.rootId,
    parentId: where.parentId,
    threadId: where.threadId,
    ...content,
    createdAt: now,
    updatedAt: now,
    updates: 0,
    condition: "shown",
    openCallbacks: 0,
  };
  state.messages.set(message.messageId, message);
  if (uuid !== undefined && uuid !== "") state.uuids.set(key, { messageId: message.messageId, at: now });
  return message;
}

export function demandPlace({ app }: Call, chat: FeishuChat): void {
  if (!app.hasBot) throw new Refusal(230006, "Bot ability is not activated");
  if (chat.isDissolved) throw new Refusal(232009, "Chat has been dissolved");
  if (!chat.bots.has(app.appId)) throw new Refusal(230002, "Bot/User can NOT be out of the chat");
}

/** A message as the API tells it. */
export function messageData(message: FeishuMessage, tenantKey: string): Record<string, unknown> {
  return {
    message_id: message.messageId,
    ...(message.rootId === undefined ? {} : { root_id: message.rootId }),
    ...(message.parentId === undefined ? {} : { parent_id: message.parentId }),
    ...(message.threadId === undefined ? {} : { thread_id: message.threadId }),
    msg_type: message.msgType,
    create_time: String(message.createdAt.getTime()),
    update_time: String(message.updatedAt.getTime()),
    deleted: message.condition !== "shown",
    updated: message.updates > 0,
    chat_id: message.chatId,
    sender: { id: message.appId, id_type: "app_id", sender_type: "app", tenant_key: tenantKey },
    body: { content: message.content },
  };
}
