import { isObject } from "../card/checks.ts";
import { inspectCard } from "../card/inspect-card.ts";
import type { FeishuState } from "../server/state.ts";
import { invalid, Refusal } from "./refusal.ts";

export const MAX_CARD_BYTES = 30 * 1024;
const MAX_TEXT_BYTES = 150 * 1024;

export interface MessageContent {
  msgType: string;
  content: string;
  card: Record<string, unknown> | undefined;
}

/** Reads `msg_type` and `content`, which is a text that holds JSON. */
export function contentOf(
  body: Record<string, unknown>,
  bodyBytes: number,
  known: Pick<FeishuState, "images" | "people">,
): MessageContent {
  const { msg_type: msgType, content } = body;
  if (msgType !== "interactive" && msgType !== "text") throw invalid("invalid msg_type");
  if (content === undefined || content === "") throw invalid("content cannot be empty");
  if (typeof content !== "string") throw invalid("invalid message content");
  if (bodyBytes > (msgType === "text" ? MAX_TEXT_BYTES : MAX_CARD_BYTES)) {
    throw new Refusal(230025, "The length of the message content reaches its limit");
  }
  const parsed = jsonOf(content);
  if (msgType === "interactive") return { msgType, content, card: cardOf(parsed, known) };
  if (!isObject(parsed) || typeof parsed.text !== "string") throw invalid("invalid message content");
  return { msgType, content, card: undefined };
}

function cardOf(card: unknown, known: Pick<FeishuState, "images" | "people">): Record<string, unknown> {
  if (typeof card === "string")
    throw cardRefusal({ code: 200621, path: "ROOT", message: "parse card json err" });
  if (!isObject(card)) throw invalid("invalid message content");
  const [first] = inspectCard(card, { images: known.images, users: new Set(known.people.keys()) }).violations;
  if (first !== undefined) throw cardRefusal(first);
  return card;
}

export function cardRefusal(violation: { code: number; path?: string; message: string }): Refusal {
  const path = violation.path === undefined ? "" : ` ErrPath: ${violation.path};`;
  const ext = `ErrCode: ${violation.code};${path} ErrMsg: ${violation.message}; `;
  return new Refusal(230099, `Failed to create card content, ext=${ext}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid("invalid message content");
  }
}

/** Written out: the default of version 2.0 is true, and an update asks for the word nevertheless. */
export function saysUpdateMulti(card: Record<string, unknown> | undefined): boolean {
  return isObject(card?.config) && card.config.update_multi === true;
}
