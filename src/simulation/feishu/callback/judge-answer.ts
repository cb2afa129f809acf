import { MAX_CARD_BYTES } from "../api/message-content.ts";
import { isObject } from "../card/checks.ts";
import { inspectCard } from "../card/inspect-card.ts";
import type { FeishuState } from "../server/state.ts";
import type { Outcome, Toast } from "./delivery.ts";
import type { Posted } from "./post.ts";

export interface JudgedAnswer {
  outcome: Outcome;
  /** Replaces the message for everybody. */
  card?: Record<string, unknown>;
}

type Known = Pick<FeishuState, "images" | "people">;

export function judgePosted(posted: Posted, known: Known): JudgedAnswer {
  if (posted.kind === "no-connection") return failed(200342, "the connection failed");
  if (posted.kind === "no-answer") return failed(200341, "no answer in time");
  const { status, body } = posted;
  if (status !== 200) return { outcome: { kind: "failed", code: 200671, reason: `HTTP ${status}`, status } };
  return judgeAnswer(body, known);
}

/** The body of an answer: nothing, a toast, a card, or both. */
export function judgeAnswer(body: string, known: Known): JudgedAnswer {
  const answer = jsonOf(body);
  if (!isObject(answer)) return failed(200672, "the answer is not a JSON object");
  const unknown = Object.keys(answer).find((key) => key !== "toast" && key !== "card");
  if (unknown !== undefined) return failed(200672, `the answer has an unknown key: ${unknown}`);
  const toast = answer.toast === undefined ? undefined : toastOf(answer.toast);
  if (toast === "wrong") return failed(200672, "the toast has the wrong shape");
  if (answer.card === undefined) return { outcome: { kind: "answered", toast, isCardReplaced: false } };
  const { card } = answer;
  if (!isObject(card) || card.type !== "raw" || !isObject(card.data)) {
    return failed(200672, "the card of the answer has the wrong shape");
  }
  if (card.data.schema !== "2.0") return failed(200830, "a 2.0 card was answered with a 1.0 card");
  const users = new Set(known.people.keys());
  const [first] = inspectCard(card.data, { images: known.images, users }).violations;
  if (first !== undefined) return failed(200673, `${first.path}: ${first.message}`);
  if (Buffer.byteLength(JSON.stringify(card.data)) > MAX_CARD_BYTES)
    return failed(200673, "the card is too large");
  return { outcome: { kind: "answered", toast, isCardReplaced: true }, card: card.data };
}

const TYPES = ["info", "success", "warning", "error"] as const;

function toastOf(value: unknown): Toast | "wrong" {
  if (!isObject(value) || Object.keys(value).some((key) => !["type", "content", "i18n"].includes(key)))
    return "wrong";
  const { content, i18n } = value;
  const type = TYPES.find((known) => known === value.type);
  if (type === undefined || typeof content !== "string") return "wrong";
  if (i18n === undefined) return { type, content };
  if (!isObject(i18n)) return "wrong";
  const texts = Object.entries(i18n).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return texts.length === Object.keys(i18n).length
    ? { type, content, i18n: Object.fromEntries(texts) }
    : "wrong";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const failed = (code: number, reason: string): JudgedAnswer => ({
  outcome: { kind: "failed", code, reason },
});
