import { isObject } from "../card/checks.ts";
import { inspectCard } from "../card/inspect-card.ts";
import type { Operation } from "./call.ts";
import { MAX_CARD_BYTES } from "./message-content.ts";
import { Refusal } from "./refusal.ts";

const LIFE_MS = 30 * 60_000;
const USES = 2;

/** The delayed update: with a press's own token, twice, within half an hour, and once the press was answered. */
export const updateCardLater: Operation = {
  method: "POST",
  path: "/open-apis/interactive/v1/card/update",
  scopes: [],
  answer({ state, app, now, body, bodyBytes }) {
    const { token, card } = body;
    const held = typeof token === "string" ? state.updateTokens.get(token) : undefined;
    if (held === undefined) throw new Refusal(300020, "the token is malformed");
    if (now.getTime() - held.at.getTime() > LIFE_MS) throw new Refusal(300030, "the token is expired");
    if (held.uses >= USES) throw new Refusal(300040, "the token was used up");
    if (held.appId !== app.appId) throw new Refusal(200310, "the card is another app's");
    if (held.isOpen) throw new Refusal(11310, "card action is lock");
    const message = state.messages.get(held.messageId);
    if (message === undefined || message.condition !== "shown") throw new Refusal(200000, "recalled");
    if (!isObject(card) || bodyBytes > MAX_CARD_BYTES) throw new Refusal(10002, "bad card parameter");
    const users = new Set(state.people.keys());
    const [first] = inspectCard(card, { images: state.images, users }).violations;
    if (first !== undefined) throw new Refusal(11311, `ErrCode: ${first.code}; ErrMsg: ${first.message}; `);
    held.uses += 1;
    const content = JSON.stringify(card);
    Object.assign(message, { content, card, updatedAt: now, updates: message.updates + 1 });
    return {};
  },
};
