import type { Call, Operation } from "./call.ts";
import { cardRefusal, contentOf, saysUpdateMulti } from "./message-content.ts";
import { frequencyLimit } from "./rate-limits.ts";
import { invalid, Refusal } from "./refusal.ts";
import { shownMessage } from "./reply-message.ts";
import { demandPlace, messageData } from "./send-message.ts";

export const UPDATABLE_MS = 14 * 24 * 3_600_000;

export const patchMessage: Operation = {
  method: "PATCH",
  path: "/open-apis/im/v1/messages/:message_id",
  scopes: ["im:message:send_as_bot", "im:message", "im:message:update"],
  answer(call) {
    const { state, app, now, body } = call;
    const message = shownMessage(call);
    if (message.msgType !== "interactive") throw invalid("This message is NOT a card");
    if (message.appId !== app.appId) throw invalid("bot or user is not the message`s sender");
    if (now.getTime() - message.createdAt.getTime() > UPDATABLE_MS) {
      throw new Refusal(230031, "The message is older than 14 days");
    }
    const chat = state.chats.get(message.chatId);
    if (chat !== undefined) demandPlace(call, chat);
    const { content, card } = contentOf({ ...body, msg_type: "interactive" }, call.bodyBytes, state);
    if (!saysUpdateMulti(message.card) || !saysUpdateMulti(card)) {
      throw cardRefusal({ code: 300302, path: "ROOT -> config", message: "update_multi must be true" });
    }
    if (message.openCallbacks > 0) throw cardRefusal({ code: 11310, message: "card action is lock" });
    frequencyLimit(state, `message ${message.messageId}`, now);
    Object.assign(message, { content, card, updatedAt: now, updates: message.updates + 1 });
    return {};
  },
};

/** Edits texts alone: a card is none. */
export const putMessage: Operation = {
  method: "PUT",
  path: "/open-apis/im/v1/messages/:message_id",
  scopes: patchMessage.scopes,
  answer(call: Call) {
    const message = shownMessage(call);
    if (message.msgType === "interactive" || call.body.msg_type !== "text") throw invalid("invalid msg_type");
    if (message.appId !== call.app.appId) throw invalid("bot or user is not the message`s sender");
    const { content } = contentOf(call.body, call.bodyBytes, call.state);
    Object.assign(message, { content, updatedAt: call.now, updates: message.updates + 1 });
    return messageData(message, call.app.tenantKey);
  },
};
