import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import { createFeishuBotNotifier } from "./feishu/custom-bot-notifier.ts";
import type { Notifier } from "./notifier.ts";

const BOT_TIMEOUT_MS = 10_000;

/** The ways to tell people that the configuration names. */
export function configuredNotifiers(config: Config, clock: Clock): Notifier[] {
  const { bot, language } = config.notify.feishu;
  if (bot.webhookUrl === undefined) return [];
  return [
    createFeishuBotNotifier({
      webhookUrl: bot.webhookUrl,
      ...given("secret", bot.secret),
      language,
      clock,
      timeoutMs: BOT_TIMEOUT_MS,
    }),
  ];
}
