import type { Clock } from "../../core/clock.ts";
import { channelOfBot, HOME_BOT } from "../../domain/route.ts";
import { mentioning } from "../mentioning.ts";
import { CATALOGUE } from "../messages/catalogue.ts";
import type { Language } from "../messages/messages.ts";
import type { Notifier } from "../notifier.ts";
import { CUSTOM_BOT_PACE } from "../pace.ts";
import { boundedText } from "./bounded-text.ts";
import { cardOf } from "./card.ts";
import type { Card } from "./card-parts.ts";
import { checkAnswer } from "./custom-bot-answer.ts";
import { signatureOf } from "./sign.ts";
import { unreachable } from "./unreachable.ts";

/** The platform takes 20 KB; what is around the card needs less than the difference. */
const MAX_CARD_BYTES = 19_000;

/** Secrets: whoever has the address can post to the group. Neither reaches a log or an error. */
export interface BotAddress {
  webhookUrl: string;
  secret?: string | undefined;
}

export interface FeishuBotOptions {
  /** Asked for with each card. */
  address: () => BotAddress;
  language: Language;
  /** UTC where absent. */
  timeZone?: string;
  /** Name of the bot in notify rules; absent: the one of the environment. */
  name?: string;
  fetch?: typeof fetch;
  clock: Clock;
  /** Wall time that one request may take. */
  timeoutMs: number;
}

/** Sends each change as a card through a group's custom bot, which has no idempotency key and cannot update a card. */
export function createFeishuBotNotifier(options: FeishuBotOptions): Notifier {
  const voice = { messages: CATALOGUE[options.language], timeZone: options.timeZone ?? "UTC" };
  return {
    channel: channelOfBot(options.name ?? HOME_BOT),
    pace: CUSTOM_BOT_PACE,
    async send(delivery, signal) {
      await mentioning(delivery.notification, (mention) =>
        postCard(options, cardOf({ ...delivery, mention }, voice, MAX_CARD_BYTES), signal),
      );
    },
  };
}

/** Throws OperationError where the bot does not take it. */
export async function postCard(
  options: Omit<FeishuBotOptions, "language">,
  card: Card,
  signal: AbortSignal,
): Promise<void> {
  const address = options.address();
  const body = JSON.stringify({ ...signature(address, options.clock), msg_type: "interactive", card });
  checkAnswer(await post({ ...options, ...address }, body, signal));
}

function signature(
  { secret }: BotAddress,
  clock: Clock,
): {
  timestamp?: string;
  sign?: string;
} {
  if (secret === undefined) return {};
  const timestamp = Math.floor(clock.now().getTime() / 1000);
  return { timestamp: String(timestamp), sign: signatureOf(timestamp, secret) };
}

async function post(
  options: Pick<FeishuBotOptions & BotAddress, "webhookUrl" | "fetch" | "timeoutMs">,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; headers: Headers; text: string }> {
  try {
    const send = options.fetch ?? fetch;
    const response = await send(options.webhookUrl, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body,
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeoutMs)]),
    });
    return { status: response.status, headers: response.headers, text: await boundedText(response) };
  } catch (error) {
    throw unreachable(error, "sending a card to the Feishu custom bot");
  }
}
