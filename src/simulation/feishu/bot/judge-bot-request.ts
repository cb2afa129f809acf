import { createHmac, timingSafeEqual } from "node:crypto";
import { isObject } from "../card/checks.ts";
import { inspectCard } from "../card/inspect-card.ts";

const MAX_BODY_BYTES = 20 * 1024;
const MAX_SKEW_SECONDS = 3600;
const PER_SECOND = 5;
const PER_MINUTE = 100;

export interface BotAnswer {
  code: number;
  msg: string;
}

export interface BotRequest {
  method: string;
  path: string;
  raw: Buffer;
}

export interface BotSituation {
  hook: string;
  secret?: string;
  keywords?: readonly string[];
  now: Date;
  acceptedAt: readonly Date[];
}

export interface BotVerdict {
  answer: BotAnswer;
  /** Set exactly where the message is taken. */
  message?: { msgType: string; content: Record<string, unknown> };
}

/** The checks in the order in which they are made; the first that refuses decides. */
export function judgeBotRequest(request: BotRequest, situation: BotSituation): BotVerdict {
  const refused = (code: number, msg: string): BotVerdict => ({ answer: { code, msg } });
  if (request.method !== "POST") return refused(9499, "Bad Request");
  if (request.path !== situation.hook)
    return refused(19001, "param invalid: incoming webhook access token invalid");
  if (request.raw.byteLength > MAX_BODY_BYTES) return refused(19036, "message too large");
  const body = jsonOf(request.raw);
  if (!isObject(body)) return refused(9499, "Bad Request");
  if (!isSigned(body, situation)) {
    return refused(19021, "sign match fail or timestamp is not within one hour from current time");
  }
  if (isTooFast(situation)) return refused(11232, "frequency limited psm");
  const msgType = body.msg_type;
  if (msgType !== "interactive" && msgType !== "text") return refused(19002, "params error, msg_type need");
  const content = msgType === "interactive" ? body.card : body.content;
  if (!isObject(content)) return refused(9499, "Bad Request");
  const problem = msgType === "interactive" ? cardProblem(content) : textProblem(content);
  if (problem !== undefined) return { answer: problem };
  if (!holdsKeyword(content, situation.keywords)) return refused(19024, "Key Words Not Found");
  return { answer: { code: 0, msg: "success" }, message: { msgType, content } };
}

function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** The key is `timestamp\nsecret`, the message is empty; the timestamp is a text, in seconds, within an hour of now. */
function isSigned(body: Record<string, unknown>, { secret, now }: BotSituation): boolean {
  if (secret === undefined) return true;
  const { timestamp, sign } = body;
  if (typeof timestamp !== "string" || typeof sign !== "string" || !/^\d{1,12}$/.test(timestamp))
    return false;
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) return false;
  const wanted = Buffer.from(createHmac("sha256", `${timestamp}\n${secret}`).digest("base64"));
  const given = Buffer.from(sign);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function isTooFast({ acceptedAt, now }: BotSituation): boolean {
  const within = (ms: number) => acceptedAt.filter((at) => now.getTime() - at.getTime() < ms).length;
  return within(1000) >= PER_SECOND || within(60_000) >= PER_MINUTE;
}

function cardProblem(card: Record<string, unknown>): BotAnswer | undefined {
  const { violations, callbacks, forms } = inspectCard(card);
  const [first] = violations;
  if (first !== undefined) {
    const ext = `ErrCode: ${first.code}; ErrPath: ${first.path}; ErrMsg: ${first.message}; `;
    return { code: 11246, msg: `Failed to create card content, ext=${ext}` };
  }
  if (callbacks > 0 || forms > 0) {
    // The real server takes these, but clicks on them do nothing.
    return { code: 11246, msg: "a custom bot receives no callbacks: use open_url" };
  }
  return undefined;
}

function textProblem(content: Record<string, unknown>): BotAnswer | undefined {
  return typeof content.text === "string" ? undefined : { code: 9499, msg: "Bad Request" };
}

/** Only texts and titles are searched. */
function holdsKeyword(content: unknown, keywords: readonly string[] | undefined): boolean {
  if (keywords === undefined || keywords.length === 0) return true;
  const texts = textsOf(content).join("\n");
  return keywords.some((keyword) => texts.includes(keyword));
}

function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) =>
    typeof item === "string" && (name === "content" || name === "text") ? [item] : textsOf(item),
  );
}
