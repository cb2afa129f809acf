import type { Locator, Page } from "playwright-core";
import { given } from "../../../src/core/given.ts";
import {
  createFakeFeishu,
  type FakeFeishu,
} from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import type { FeishuMessage } from "../../../src/simulation/feishu/server/state.ts";
import { deliverKill, raiseStage, type Served, type Stage, until } from "../../e2e/support/stage.ts";
import { needs, web } from "../../e2e/support/workload.ts";
import { incidentWhere, OPERATOR_TOKEN } from "../../support/service.ts";
import { openBrowser, type TestBrowser } from "./browser.ts";

const APP = {
  appId: "cli_0123456789abcdef",
  appSecret: "secret-of-the-app",
  encryptKey: "encrypt-key-of-the-app",
  verificationToken: "verification-token-of-the-app",
};
export const CHAT = "oc_oncall";
export const CHINESE_CHAT = "oc_zhiban";
export const APPROVER = "ou_ada";
export const ONLOOKER = "ou_eve";
export const ASKS_FIRST = { "kube-autofix.io/autonomy": "approve" };

export interface BrowserStage {
  stage: Stage;
  feishu: FakeFeishu;
  feishuUrl: string;
  service: Served;
  browser: TestBrowser;
  /** Another service on the same cluster and chat. */
  serve(env: Record<string, string>): Promise<Served>;
  /** Where one of the people looks at the chat. */
  chat(by?: string, chatId?: string): string;
  end(): Promise<void>;
}

/** The service, a cluster, the chat and a browser. */
export async function raiseBrowserStage(env: Record<string, string> = {}): Promise<BrowserStage> {
  const stage = await raiseStage();
  const feishu = createFakeFeishu({
    clock: stage.clock,
    apps: [APP],
    chats: [
      { chatId: CHAT, name: "On call" },
      { chatId: CHINESE_CHAT, name: "值班" },
    ],
    people: [
      { openId: APPROVER, name: "Ada" },
      { openId: ONLOOKER, name: "Eve" },
    ],
  });
  const { url: feishuUrl } = await feishu.start();
  const serve = (more: Record<string, string>) =>
    stage.serve({
      env: {
        FEISHU_DOMAIN: feishuUrl,
        FEISHU_APP_ID: APP.appId,
        FEISHU_APP_SECRET: APP.appSecret,
        FEISHU_CHAT_ID: CHAT,
        FEISHU_ENCRYPT_KEY: APP.encryptKey,
        FEISHU_VERIFICATION_TOKEN: APP.verificationToken,
        FEISHU_APPROVERS: APPROVER,
        FEISHU_LANGUAGE: "en",
        // Half an hour of the story passes in 45 s of a slow browser's.
        APPROVAL_TIMEOUT_SECONDS: "86400",
        ...env,
        ...more,
      },
    });
  const service = await serve({});
  await feishu.configureCallback(APP.appId, { kind: "url", url: `${service.url}/webhooks/feishu/card` });
  const browser = await openBrowser();
  return {
    stage,
    feishu,
    feishuUrl,
    service,
    browser,
    serve,
    chat: (by = APPROVER, chatId = CHAT) =>
      `${feishuUrl}/chats/${chatId}?by=${by}&lang=${chatId === CHAT ? "en_us" : "zh_cn"}`,
    async end() {
      await browser.close();
      await stage.end();
      await feishu.stop();
    },
  };
}

/** A workload whose repair waits for a person: its incident, its card and its link. */
export async function asking(
  on: BrowserStage,
  namespace: string,
  options: { by?: Served; hasCard?: boolean; log?: string[] } = {},
) {
  const by = options.by ?? on.service;
  on.stage.cluster.behave({
    match: { namespace },
    behaviour: { ...needs(150), ...given("log", options.log) },
  });
  await on.stage.cluster.apply([web(namespace, { labels: ASKS_FIRST })]);
  await deliverKill(on.stage, by, namespace);
  const incident = await incidentWhere(by.client, namespace, ({ status }) => status === "awaiting-approval");
  const link = await until(
    () =>
      by.deliveries.find(
        ({ notification, links }) => notification.incidentId === incident.id && links.approval,
      )?.links.approval ?? undefined,
    "a message with a link",
  );
  return {
    incident,
    page: `${by.url}/incidents/${incident.id}`,
    link: `${by.url}${new URL(link).pathname}`,
    messageId: options.hasCard === false ? "" : (await cardShowing(on, namespace, '"approve"')).messageId,
  };
}

/** The incident's card, once it shows a text. */
export function cardShowing(on: BrowserStage, namespace: string, text: string): Promise<FeishuMessage> {
  return on.feishu.waitFor(
    ({ messages }) =>
      [...messages.values()].find(
        ({ content, rootId }) =>
          rootId === undefined && content.includes(`${namespace}/web`) && content.includes(text),
      ),
    AbortSignal.timeout(45_000),
  );
}

/** Takes down what the card shows now; the answer brings that back, as a chat shows it that has not heard of an update yet. */
export function stillShowing(on: BrowserStage, messageId: string): () => void {
  const message = on.feishu.state.messages.get(messageId);
  if (message === undefined) throw new Error(`there is no message ${messageId}`);
  const { card, content } = message;
  return () => void Object.assign(message, { card, content });
}

export async function signIn(page: Page, at: string): Promise<void> {
  await page.goto(at);
  await page.getByLabel(/token/i).fill(OPERATOR_TOKEN);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The part of a page that takes the decision; what else it asks has fields of the same names. */
export const decisionPart = (page: Page): Locator => page.getByRole("region", { name: "Your decision" });
