import type { Clock } from "../../core/clock.ts";
import { OperationError } from "../../core/errors.ts";
import { CATALOGUE } from "../messages/catalogue.ts";
import type { Language } from "../messages/messages.ts";
import type { Notifier } from "../notifier.ts";
import { CUSTOM_BOT_PACE } from "../pace.ts";
import { cardOf } from "./card.ts";
import { checkAnswer } from "./custom-bot-answer.ts";
import { signatureOf } from "./sign.ts";

/** The platform takes 20 KB; what is around the card needs less than the difference. */
const MAX_CARD_BYTES = 19_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface FeishuBotOptions {
  /** A secret: whoever has it can post to the group. It never reaches a log or an error. */
  webhookUrl: string;
  secret?: string;
  language: Language;
  fetch?: typeof fetch;
  clock: Clock;
  /** Wall time that one request may take. */
  timeoutMs: number;
}

/** Sends each change as a card through a group's custom bot, which has no idempotency key and cannot update a card. */
export function createFeishuBotNotifier(options: FeishuBotOptions): Notifier {
  const send = options.fetch ?? fetch;
  return {
    channel: "feishu-bot",
    pace: CUSTOM_BOT_PACE,
    async send(delivery, signal) {
      const card = cardOf(delivery, CATALOGUE[options.language], MAX_CARD_BYTES);
      const body = JSON.stringify({ ...signature(options), msg_type: "interactive", card });
      const answer = await post(send, options, body, signal);
      checkAnswer(answer);
    },
  };
}

function signature({ secret, clock }: FeishuBotOptions): { timestamp?: string; sign?: string } {
  if (secret === undefined) return {};
  const timestamp = Math.floor(clock.now().getTime() / 1000);
  return { timestamp: String(timestamp), sign: signatureOf(timestamp, secret) };
}

async function post(
  send: typeof fetch,
  options: FeishuBotOptions,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; headers: Headers; text: string }> {
  try {
    const response = await send(options.webhookUrl, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
    });
    return { status: response.status, headers: response.headers, text: await boundedText(response) };
  } catch (error) {
    throw unreachable(error);
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** Neither the thrown error nor its text is passed on: both may hold the address. */
function unreachable(error: unknown): OperationError {
  const isTimeout = error instanceof DOMException && error.name === "TimeoutError";
  const code = codeOf(error);
  return new OperationError(
    `sending a card to the Feishu custom bot failed: ${isTimeout ? "no answer in time" : code}`,
    { reason: isTimeout ? "timeout" : "unavailable", retryable: true },
  );
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? code : "the connection failed";
}
