import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import type { CardNotifier } from "./card-notifier.ts";
import { createFeishuApp } from "./feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "./feishu/app/app-notifier.ts";
import { createFeishuBotNotifier } from "./feishu/custom-bot-notifier.ts";
import type { Notifier } from "./notifier.ts";

/** One request to the platform, in wall time. */
const TIMEOUT_MS = 10_000;

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
      timeoutMs: TIMEOUT_MS,
    }),
  ];
}

/** Presses can be proven to be the platform's, and somebody may decide by them: else cards have links in place of buttons. */
export function takesDecisions(config: Config): boolean {
  const { callbacks, approvers } = config.notify.feishu.app;
  return callbacks !== "off" && approvers.length > 0;
}

/** The app bot, where the configuration names one. */
export function configuredCards(config: Config): CardNotifier[] {
  const { app, language, domain } = config.notify.feishu;
  const { id: appId, secret: appSecret, chatId } = app;
  if (appId === undefined || appSecret === undefined || chatId === undefined) return [];
  const bot = createFeishuApp({ domain, appId, appSecret, timeoutMs: TIMEOUT_MS });
  return [createFeishuAppNotifier({ app: bot, chatId, language, takesDecisions: takesDecisions(config) })];
}
