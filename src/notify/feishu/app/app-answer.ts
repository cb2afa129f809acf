import { type FailureReason, OperationError } from "../../../core/errors.ts";
import { ChannelWaitError } from "../../channel-wait.ts";
import { MessageGoneError } from "../../message-gone.ts";
import { waitMsOf } from "../wait-ms.ts";

/** The token was not taken: a new one is fetched, once. */
export class TokenRefusedError extends OperationError {
  constructor(code: number) {
    super(`the Feishu app's token was refused with code ${code}`, { reason: "forbidden", retryable: true });
  }
}

export interface AppAnswer {
  status: number;
  headers: Headers;
  /** What the body says; undefined where it is no answer of the platform's. */
  code: number | undefined;
  msg: string;
}

/** Of the long connection's address: the platform's own trouble, which passes. */
const PASSES = new Set([1, 1000040343]);
const BUSY = new Set([230020, 99991400, 11232, 11233, 11247, 2200]);
const GONE = new Set([230011, 230110, 230031, 231003]);
const TOKEN = new Set([99991663, 99991664, 99991665, 99991671]);

/**
 * Codes that speak of the app or the chat and not of a message: every other one would meet the same, until a person has
 * put it right. Nothing is given up meanwhile, and little is asked.
 */
const OF_THE_CHANNEL = new Set([
  10003, 10005, 10014, 10015, 99991401, 99991403, 99991662, 99991672, 99991673, 230002, 230006, 230018,
  230035, 232009,
]);
const UNTIL_PUT_RIGHT_MS = 60_000;

/** Codes that a repetition does not change, with what to do about them. */
const REFUSALS: Record<number, { reason: FailureReason; hint: string }> = {
  403: { reason: "forbidden", hint: "the app may not connect: publish a version of it" },
  514: { reason: "forbidden", hint: "check FEISHU_APP_ID and FEISHU_APP_SECRET" },
  10003: { reason: "forbidden", hint: "check FEISHU_APP_ID and FEISHU_APP_SECRET" },
  10014: { reason: "forbidden", hint: "check FEISHU_APP_SECRET, and that the app is enabled" },
  10015: { reason: "forbidden", hint: "check FEISHU_APP_SECRET" },
  10005: { reason: "forbidden", hint: "the app belongs to another tenant" },
  99991401: { reason: "forbidden", hint: "this machine's address is not on the app's list of allowed ones" },
  99991403: { reason: "forbidden", hint: "this month's quota of API calls is used up" },
  99991662: { reason: "forbidden", hint: "the app is disabled" },
  99991672: { reason: "forbidden", hint: "the app lacks the right im:message:send_as_bot" },
  99991673: { reason: "forbidden", hint: "the app is not installed" },
  230001: { reason: "invalid", hint: "a parameter is refused: check FEISHU_CHAT_ID" },
  230002: { reason: "forbidden", hint: "the bot is not in the chat: add it" },
  230006: { reason: "forbidden", hint: "the app has no bot, or its version is not published" },
  230018: { reason: "forbidden", hint: "the chat does not let the bot write" },
  230022: { reason: "invalid", hint: "the content is held to be sensitive" },
  230025: { reason: "invalid", hint: "the card is too long" },
  230027: { reason: "forbidden", hint: "the app lacks a right for this chat" },
  230028: { reason: "invalid", hint: "the content is held back by a rule against data loss" },
  230035: { reason: "forbidden", hint: "the chat does not let the bot write" },
  230099: { reason: "invalid", hint: "the card is not valid" },
  232009: { reason: "not-found", hint: "the chat was dissolved" },
};

/** Returns where the platform took the request; only `code: 0` says so. Throws by the code, never by a text. */
export function checkAppAnswer({ status, headers, code, msg }: AppAnswer): void {
  if (code === 0 && status === 200) return;
  if (status === 429 || (code !== undefined && BUSY.has(code)))
    throw new ChannelWaitError(`Feishu asks the app to wait (code ${code ?? "none"})`, waitMsOf(headers));
  if (code === undefined || code === 0) throw withoutCode(status);
  if (TOKEN.has(code)) throw new TokenRefusedError(code);
  if (GONE.has(code))
    throw new MessageGoneError(`the Feishu message cannot be changed any more (code ${code})`);
  if (code === 230049 || (code === 230099 && isLocked(msg)))
    throw new OperationError(`the Feishu message is in use (code ${code})`, {
      reason: "conflict",
      retryable: true,
    });
  const { reason, hint } = REFUSALS[code] ?? { reason: "other" as const, hint: "the code is not known" };
  const refusal = `Feishu refused the app's request with code ${code}: ${hint}`;
  if (OF_THE_CHANNEL.has(code)) throw new ChannelWaitError(refusal, UNTIL_PUT_RIGHT_MS, reason);
  throw new OperationError(refusal, {
    reason,
    retryable: status >= 500 || PASSES.has(code),
  });
}

/** While a press of a button is being answered its card cannot be changed. The sub-code stands for two other things, too. */
function isLocked(msg: string): boolean {
  return /ErrCode:\s*11310\b/.test(msg) && msg.includes("lock");
}

function withoutCode(status: number): OperationError {
  const isPermanent = status >= 300 && status < 500 && status !== 408;
  return new OperationError(`Feishu's address answered HTTP ${status} without a code`, {
    reason: status === 404 ? "not-found" : isPermanent ? "invalid" : "unavailable",
    retryable: !isPermanent,
  });
}
