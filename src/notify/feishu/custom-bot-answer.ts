import { z } from "zod";
import { type FailureReason, OperationError } from "../../core/errors.ts";
import { ChannelWaitError } from "../channel-wait.ts";
import { waitMsOf } from "./wait-ms.ts";

export interface BotAnswer {
  status: number;
  headers: Headers;
  text: string;
}

const answerSchema = z.object({ code: z.number(), msg: z.string().optional() });

/** Codes that say "later", whichever HTTP status they come with. */
const BUSY_CODES = new Set([11232, 11233, 11247, 2200, 99991400]);

/** Codes that a repetition does not change, with what to do about them. */
const REFUSALS: Record<number, { reason: FailureReason; hint: string }> = {
  9499: { reason: "invalid", hint: "the request is malformed" },
  11246: { reason: "invalid", hint: "the card is not valid" },
  19001: { reason: "not-found", hint: "no such bot: check FEISHU_BOT_WEBHOOK_URL" },
  19002: { reason: "invalid", hint: "the message type is not known" },
  19021: {
    reason: "forbidden",
    hint: "the signature is refused: check FEISHU_BOT_SECRET and this machine's time",
  },
  19022: { reason: "forbidden", hint: "this machine's address is not on the bot's list of allowed ones" },
  19024: {
    reason: "forbidden",
    hint: "the bot asks for a keyword: remove it or add one that every card has",
  },
  19036: { reason: "invalid", hint: "the message is too large" },
};

/** Returns where the bot took the message: only `code: 0` in the body says so, whatever the HTTP status. Throws OperationError. */
export function checkAnswer(answer: BotAnswer): void {
  const body = answerSchema.safeParse(jsonOf(answer.text));
  if (body.success && body.data.code === 0 && answer.status === 200) return;
  const code = body.success ? body.data.code : undefined;
  if (answer.status === 429 || (code !== undefined && BUSY_CODES.has(code))) {
    const said = code === undefined ? `HTTP ${answer.status}` : `code ${code}`;
    throw new ChannelWaitError(`the Feishu custom bot asks to wait: ${said}`, waitMsOf(answer.headers));
  }
  throw code === undefined || code === 0 ? httpError(answer.status) : codeError(code);
}

function codeError(code: number): OperationError {
  const { reason, hint } = REFUSALS[code] ?? { reason: "other" as const, hint: "the code is not known" };
  return new OperationError(`the Feishu custom bot refused the card with code ${code}: ${hint}`, {
    reason,
    retryable: false,
  });
}

/** Without a code it was a proxy or the gateway that answered. A 200 that is no answer of the bot's may come from one, too. */
function httpError(status: number): OperationError {
  const isPermanent = status >= 300 && status < 500 && status !== 408;
  return new OperationError(`the Feishu custom bot's address answered HTTP ${status} without a code`, {
    reason: status === 404 ? "not-found" : isPermanent ? "invalid" : "unavailable",
    retryable: !isPermanent,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
