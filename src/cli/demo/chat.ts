import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { findPressable } from "../../simulation/feishu/callback/pressables.ts";
import { createFakeFeishu } from "../../simulation/feishu/server/create-fake-feishu.ts";
import type { FeishuMessage, FeishuState } from "../../simulation/feishu/server/state.ts";

const CHAT = "oc_demo";
const ADA = "ou_ada";

export interface DemoChat {
  /** Settings with which the service writes there, and takes decisions from there. */
  env: NodeJS.ProcessEnv;
  /** From now on presses reach the service. Throws where it does not answer as the platform demands. */
  connect(serviceUrl: string): Promise<void>;
  /** Where a browser shows the chat, as the person sees it who may decide; at one message, where one is named. */
  page(language: string, messageId?: string): string;
  /** The incident's card once it can be approved. */
  cardThatAsks(incidentId: string, signal: AbortSignal): Promise<FeishuMessage>;
  /** The words of the card's title once its head shows a word; undefined where it does not within the bound. */
  titleOnceItShows(incidentId: string, word: string, boundMs: number): Promise<string | undefined>;
  /** Presses as that person would; gives what the chat shows for it. */
  approve(messageId: string): Promise<string>;
  stop(): Promise<void>;
}

/** A chat of its own on this machine: a stand-in for Feishu, as strict as the platform, with an app, a group and a person. */
export async function openChat(clock: Clock): Promise<DemoChat> {
  const secret = () => randomBytes(16).toString("hex");
  const app = { appId: "cli_demo", appSecret: secret(), encryptKey: secret(), verificationToken: secret() };
  const feishu = createFakeFeishu({
    clock,
    apps: [app],
    chats: [{ chatId: CHAT, name: "值班 · On call" }],
    people: [{ openId: ADA, name: "Ada" }],
  });
  const { url } = await feishu.start();
  return {
    env: {
      FEISHU_DOMAIN: url,
      FEISHU_APP_ID: app.appId,
      FEISHU_APP_SECRET: app.appSecret,
      FEISHU_CHAT_ID: CHAT,
      FEISHU_CALLBACKS: "door",
      FEISHU_ENCRYPT_KEY: app.encryptKey,
      FEISHU_VERIFICATION_TOKEN: app.verificationToken,
      FEISHU_APPROVERS: ADA,
    },
    connect: (serviceUrl) =>
      feishu.configureCallback(app.appId, { kind: "url", url: `${serviceUrl}/webhooks/feishu/card` }),
    page(language, messageId) {
      const query = new URLSearchParams({ by: ADA, lang: language === "en" ? "en_us" : "zh_cn" });
      return `${url}/chats/${CHAT}?${query}${messageId === undefined ? "" : `#${messageId}`}`;
    },
    cardThatAsks: (incidentId, signal) =>
      feishu.waitFor((state) => {
        const card = cardOf(state, incidentId);
        return card?.card !== undefined && findPressable(card.card, "approve") ? card : undefined;
      }, signal),
    titleOnceItShows: (incidentId, word, boundMs) =>
      feishu
        .waitFor((state) => {
          const header = headerOf(cardOf(state, incidentId));
          return header.includes(word) ? titleIn(header) : undefined;
        }, AbortSignal.timeout(boundMs))
        .catch(() => undefined),
    async approve(messageId) {
      const { outcome } = await feishu.press(messageId, { by: ADA, element: "approve" });
      if (outcome.kind === "answered") return outcome.toast?.content ?? "";
      throw new Error(`the press on the card came to nothing: ${JSON.stringify(outcome)}`);
    },
    stop: () => feishu.stop(),
  };
}

/** The newest message that links to the incident and is no reply: an incident has one card. */
function cardOf({ messages }: FeishuState, incidentId: string): FeishuMessage | undefined {
  return [...messages.values()].findLast(
    ({ rootId, content }) => rootId === undefined && content.includes(`/incidents/${incidentId}`),
  );
}

const headerOf = (message: FeishuMessage | undefined): string => JSON.stringify(message?.card?.header ?? {});

function titleIn(header: string): string {
  const { title } = JSON.parse(header) as { title?: { content?: string } };
  return title?.content ?? "";
}
