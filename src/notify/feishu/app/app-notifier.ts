import type { Lengths } from "../../../domain/lengths.ts";
import type { CardNotifier } from "../../card-notifier.ts";
import { mentioning } from "../../mentioning.ts";
import { CATALOGUE } from "../../messages/catalogue.ts";
import type { Language } from "../../messages/messages.ts";
import type { Delivery } from "../../notifier.ts";
import { type CardContent, cardOf } from "../card.ts";
import { appCardOf, decisionsOn } from "./app-card.ts";
import type { FeishuApp } from "./app-client.ts";
import type { Tenant } from "./tenant.ts";

/** Below what the platform takes: 5 a second to one chat, 50 a second and 1000 a minute of one application. */
const PACE = { send: { perSecond: 5, perMinute: 290 }, update: { perSecond: 40, perMinute: 900 } };
const MAX_REPLY_BYTES = 12_000;

/** Shows each incident as one card of the app bot in a chat. */
export function createFeishuAppNotifier(options: {
  app: FeishuApp;
  chatId: string;
  language: Language;
  /** UTC where absent. */
  timeZone?: string;
  /** Whether presses of buttons reach us and somebody may decide by them; else a card has links alone. */
  takesDecisions: () => boolean;
  /** For how long something can be put off or paused. */
  lengths?: Lengths;
  /** Is told in which tenant the app is. */
  tenant?: Pick<Tenant, "learn">;
}): CardNotifier {
  const { app, chatId, lengths } = options;
  const voice = { messages: CATALOGUE[options.language], timeZone: options.timeZone ?? "UTC" };
  return {
    channel: "feishu-app",
    pace: PACE,
    decisionsOn: (notification) => (options.takesDecisions() ? decisionsOn(notification) : []),
    async send(card, uuid, to) {
      const { tenantKey, ...shown } = await app.send(appCardOf(card, voice, lengths), {
        chatId: to ?? chatId,
        uuid,
      });
      if (tenantKey !== undefined) await options.tenant?.learn(tenantKey);
      return shown;
    },
    update: (card, messageId) => app.update(appCardOf(card, voice, lengths), messageId),
    reply: (messageId, delivery) =>
      mentioning(delivery.notification, (mention) =>
        app.reply(
          cardOf({ ...shortly(delivery, options.takesDecisions()), mention }, voice, MAX_REPLY_BYTES),
          {
            messageId,
            uuid: delivery.id,
          },
        ),
      ),
  };
}

/** A reply stands under the card that tells the whole; it repeats no question that the card itself takes the answer to. */
function shortly({ notification, links }: Delivery, takesDecisions: boolean): CardContent {
  const { approval, change } = notification;
  const isAboutTheQuestion = change === "escalated" || change === "second-approval-needed";
  return {
    notification: {
      ...notification,
      evidence: [],
      plan: null,
      handover: null,
      approval: takesDecisions && !isAboutTheQuestion ? null : approval,
    },
    links: takesDecisions ? { ...links, approval: null } : links,
  };
}
