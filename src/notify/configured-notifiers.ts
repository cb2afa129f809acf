import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Tables } from "../database/tables.ts";
import { HOME_BOT } from "../domain/route.ts";
import type { CardNotifier } from "./card-notifier.ts";
import { createFeishuApp, type FeishuApp } from "./feishu/app/app-client.ts";
import { createFeishuAppNotifier } from "./feishu/app/app-notifier.ts";
import { createTenant, type Tenant } from "./feishu/app/tenant.ts";
import { type BotAddress, createFeishuBotNotifier, postCard } from "./feishu/custom-bot-notifier.ts";
import { reportCard } from "./feishu/report-card.ts";
import { CATALOGUE } from "./messages/catalogue.ts";
import type { Notifier } from "./notifier.ts";
import { createPeople, type People, type PeopleDeps } from "./people.ts";

/** One request to the platform, in wall time. */
const TIMEOUT_MS = 10_000;

/** The ways to tell people that the configuration names. */
export function configuredNotifiers(config: Config, clock: Clock): Notifier[] {
  const { language, timeZone } = config.notify.feishu;
  const shared = { language, timeZone, clock, timeoutMs: TIMEOUT_MS };
  return addressedBots(config).map((one) => createFeishuBotNotifier({ ...shared, ...one }));
}

/** The custom bots there are at the start, each with its address as it is now; one that is gone since keeps its last. */
function addressedBots(config: Config): { name: string; address: () => BotAddress }[] {
  const { bot, bots } = config.notify.feishu;
  const homeUrl = bot.webhookUrl();
  const home = () => ({ webhookUrl: bot.webhookUrl() ?? "", secret: bot.secret() });
  return [
    ...(homeUrl === undefined ? [] : [{ name: HOME_BOT, address: home }]),
    ...bots().map((one) => ({
      name: one.name,
      address: () => bots().find(({ name }) => name === one.name) ?? one,
    })),
  ];
}

/** Names of the custom bots that a notify rule may use. */
export function configuredBots(config: Config): string[] {
  return addressedBots(config).map(({ name }) => name);
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
      lengths: config.people.lengths,
    }),
  ];
}

/** What is told of nothing that happened to an incident: to a chat of the app bot, and to custom bots. */
export interface Report {
  /** The platform takes a second one of the same id within an hour for the first. */
  id: string;
  title: string;
  lines: readonly string[];
  /** Null: as the environment says. */
  chat: string | null;
  bots: readonly string[] | null;
}

/** Posts a report; false where nobody is configured to get it. Throws OperationError where a channel does not take it. */
export function configuredReports(
  config: Config,
  clock: Clock,
): (report: Report, signal: AbortSignal) => Promise<boolean> {
  const { app, language } = config.notify.feishu;
  const bots = addressedBots(config);
  const platform = configuredApp(config);
  return async (report, signal) => {
    const card = reportCard(report, CATALOGUE[language]);
    const chatId = report.chat ?? app.chatId;
    const isForApp = platform !== undefined && chatId !== undefined;
    if (isForApp) await platform.send(card, { chatId, uuid: report.id });
    const named = report.bots ?? [HOME_BOT];
    const meant = bots.filter(({ name }) => named.includes(name));
    for (const one of meant) await postCard({ ...one, clock, timeoutMs: TIMEOUT_MS }, card, signal);
    return isForApp || meant.length > 0;
  };
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
  const { id: appId, secret } = app;
  if (appId === undefined || secret() === undefined) return undefined;
  return createFeishuApp({ domain, appId, appSecret: () => secret() ?? "", timeoutMs: TIMEOUT_MS });
}
