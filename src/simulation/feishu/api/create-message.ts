import type { FeishuChat } from "../server/state.ts";
import type { Call, Operation } from "./call.ts";
import { invalid, Refusal } from "./refusal.ts";
import { messageData, sendMessage } from "./send-message.ts";

const PREFIXES: Readonly<Record<string, string>> = { chat_id: "oc_", open_id: "ou_", union_id: "on_" };
const OTHER_TYPES = new Set(["user_id", "email"]);

export const SEND_SCOPES = ["im:message:send_as_bot", "im:message"] as const;

export const createMessage: Operation = {
  method: "POST",
  path: "/open-apis/im/v1/messages",
  scopes: SEND_SCOPES,
  answer(call) {
    const message = sendMessage(call, { chat: receiverOf(call) });
    return messageData(message, call.app.tenantKey);
  },
};

/** The chat, or the chat of the bot with one person. */
function receiverOf(call: Call): FeishuChat {
  const type = call.query.get("receive_id_type") ?? "";
  const { receive_id: id } = call.body;
  const prefix = PREFIXES[type];
  if (prefix === undefined && !OTHER_TYPES.has(type)) throw invalid("invalid receive_id_type");
  if (typeof id !== "string" || id === "") throw invalid("invalid receive_id");
  if (prefix !== undefined && !id.startsWith(prefix)) {
    throw new Refusal(230034, "The receive_id is invalid for its receive_id_type");
  }
  if (type === "chat_id") {
    const chat = call.state.chats.get(id);
    if (chat === undefined) throw invalid("invalid receive_id");
    return chat;
  }
  return chatWith(call, type, id);
}

function chatWith({ state, app, ids }: Call, type: string, id: string): FeishuChat {
  const person = [...state.people.values()].find(
    ({ openId, unionId }) => id === (type === "union_id" ? unionId : openId),
  );
  if (person === undefined) throw new Refusal(99992351, "The request contains invalid ids");
  if (type === "open_id" && person.appId !== app.appId) throw new Refusal(99992361, "open_id cross app");
  if (!person.isInRange) throw new Refusal(230013, "Bot has NO availability to this user.");
  const name = `${app.appId} ${person.openId}`;
  const held = [...state.chats.values()].find((chat) => chat.name === name);
  if (held !== undefined) return held;
  const chat: FeishuChat = {
    chatId: ids("oc_"),
    name,
    bots: new Set([app.appId]),
    members: new Set([person.openId]),
    allowsThreads: true,
    isDissolved: false,
  };
  state.chats.set(chat.chatId, chat);
  return chat;
}
