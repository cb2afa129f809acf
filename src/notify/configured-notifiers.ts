import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { given } from "../core/given.ts";
import type { Tables } from "../database/tables.ts";
import { HOME_BOT } from "../domain/route.ts";
import type { CardNotifier } from "./card-notifier.ts";
import { createFeishuApp, type FeishuApp } from "./feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "./feishu/app/app-notifier.ts";
import { createTenant, type Tenant } from "./feishu/app/tenant.ts";
import { createFeishuBotNotifier } from "./feishu/custom-bot-notifier.ts";
import type { Notifier } from "./notifier.ts";
import { createPeople, type People, type PeopleDeps } from "./people.ts";

/** One request to the platform, in wall time. */
const TIMEOUT_MS = 10_000;

/** The ways to tell people that the configuration names. */
export function configuredNotifiers(config: Config, clock: Clock): Notifier[] {
  const { bot, bots, language, timeZone } = config.notify.feishu;
  const shared = { language, timeZone, clock, timeoutMs: TIMEOUT_MS };
  const home =
    bot.webhookUrl === undefined ? [] : [{ webhookUrl: bot.webhookUrl, ...given("secret", bot.secret) }];
  return [...home, ...bots].map((one) => createFeishuBotNotifier({ ...shared, ...one }));
}

/** Names of the custom bots that a notify rule may use. */
export function configuredBots(config: Config): string[] {
  const { bot, bots } = config.notify.feishu;
  return [...(bot.webhookUrl === undefined ? [] : [HOME_BOT]), ...bots.map(({ name }) => name)];
}

/** Presses can be proven to be the platform's, and somebody may decide by them: else cards have links in place of buttons. */
export function takesDecisions(config: Config, deciders: { all(): ReadonlySet<string> }): () => boolean {
  const { callbacks, chatId } = config.notify.feishu.app;
  const hasCards = configuredApp(config) !== undefined && chatId !== undefined && callbacks !== "off";
  return () => hasCards && deciders.all().size > 0;
}

/** The app bot, where the configuration names one. */
export function configuredCards(
  config: Config,
  db: Kysely<Tables>,
  deciders: { all(): ReadonlySet<string> },
): CardNotifier[] {
  const { language, timeZone, app } = config.notify.feishu;
  const bot = configuredApp(config);
  if (bot === undefined || app.chatId === undefined) return [];
  const { chatId } = app;
  return [
    createFeishuAppNotifier({
      ...{ app: bot, chatId, language, timeZone, takesDecisions: takesDecisions(config, deciders) },
      tenant: configuredTenant(config, db),
    }),
  ];
}

/** The tenant in which the app bot is installed, said by the configuration or learned. */
export function configuredTenant(config: Config, db: Kysely<Tables>): Tenant {
  const { id = "", tenantKey } = config.notify.feishu.app;
  return createTenant({ db, appId: id, configured: tenantKey });
}

/** What the people of the chat are called, as the app bot learns it; nobody has a name where there is none. */
export function configuredPeople(config: Config, deps: Pick<PeopleDeps, "clock" | "logger">): People {
  const bot = configuredApp(config);
  return createPeople({ ...deps, ask: async (openId) => bot?.nameOf(openId) });
}

function configuredApp(config: Config): FeishuApp | undefined {
  const { app, domain } = config.notify.feishu;
  const { id: appId, secret: appSecret } = app;
  if (appId === undefined || appSecret === undefined) return undefined;
  return createFeishuApp({ domain, appId, appSecret, timeoutMs: TIMEOUT_MS });
}
