import type { FeishuMessage } from "../server/state.ts";
import type { Call, Operation } from "./call.ts";
import { SEND_SCOPES } from "./create-message.ts";
import { invalid, Refusal } from "./refusal.ts";
import { messageData, sendMessage } from "./send-message.ts";

export const replyMessage: Operation = {
  method: "POST",
  path: "/open-apis/im/v1/messages/:message_id/reply",
  scopes: SEND_SCOPES,
  answer(call) {
    const { reply_in_thread: wantsThread = false } = call.body;
    if (typeof wantsThread !== "boolean") throw invalid("invalid reply_in_thread");
    const parent = shownMessage(call);
    const chat = call.state.chats.get(parent.chatId);
    if (chat === undefined) throw new Refusal(232009, "Chat has been dissolved");
    if (wantsThread && !chat.allowsThreads) throw new Refusal(230071, "The chat does not support threads");
    const isThread = wantsThread || parent.threadId !== undefined;
    const rootId = parent.rootId ?? parent.messageId;
    const message = sendMessage(call, {
      chat,
      rootId,
      // Within a thread every reply hangs on its root.
      parentId: isThread ? rootId : parent.messageId,
      ...(isThread ? { threadId: threadOf(call, rootId) } : {}),
    });
    return messageData(message, call.app.tenantKey);
  },
};

/** The message of the path, refused where nobody sees it any more. */
export function shownMessage({ state, parameters }: Call): FeishuMessage {
  const message = state.messages.get(parameters.message_id ?? "");
  if (message === undefined) throw invalid("invalid message_id");
  if (message.condition === "recalled") throw new Refusal(230011, "The message was withdrawn.");
  if (message.condition === "deleted") throw new Refusal(230110, "The message has been deleted.");
  return message;
}

function threadOf({ state, ids }: Call, rootId: string): string {
  const root = state.messages.get(rootId);
  const threadId = root?.threadId ?? ids("omt_");
  if (root !== undefined) root.threadId = threadId;
  return threadId;
}
