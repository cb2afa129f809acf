import { UPDATABLE_MS } from "../api/patch-message.ts";
import type { FeishuMessage, FeishuPerson, FeishuState } from "../server/state.ts";

/** Why a client would not let this person press on this message; undefined when it would. */
export function pressProblem(
  state: FeishuState,
  { message, person, now }: { message: FeishuMessage; person: FeishuPerson | undefined; now: Date },
): string | undefined {
  if (message.condition !== "shown") return `the message is ${message.condition}`;
  if (now.getTime() - message.createdAt.getTime() > UPDATABLE_MS) return "the card is older than 14 days";
  const chat = state.chats.get(message.chatId);
  if (chat === undefined || chat.isDissolved) return "the chat is dissolved";
  if (person === undefined || !chat.members.has(person.openId)) return "the person is not in the chat";
  return undefined;
}
