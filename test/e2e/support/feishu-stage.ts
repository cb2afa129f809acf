import {
  createFakeFeishu,
  type FakeFeishu,
} from "../../../src/simulation/feishu/server/create-fake-feishu.ts";
import { raiseStage, type Served, type Stage, until } from "./stage.ts";

export const APP = {
  appId: "cli_0123456789abcdef",
  appSecret: "secret-of-the-app",
  encryptKey: "encrypt-key-of-the-app",
  verificationToken: "verification-token-of-the-app",
};

export interface FeishuStage {
  stage: Stage;
  feishu: FakeFeishu;
  service: Served;
  end(): Promise<void>;
}

/** A service with an app bot in a chat of the strict stand-in, whose presses come in by the door or the long connection. */
export async function raiseFeishuStage(
  way: "door" | "long-connection",
  env: Record<string, string> = {},
): Promise<FeishuStage> {
  const stage = await raiseStage();
  const { appId, appSecret, encryptKey, verificationToken } = APP;
  const app = way === "door" ? APP : { appId, appSecret };
  const feishu = createFakeFeishu({
    clock: stage.clock,
    apps: [app],
    chats: [{ chatId: "oc_oncall" }],
    people: [{ openId: "ou_ada" }, { openId: "ou_eve" }],
  });
  const { url } = await feishu.start();
  const service = await stage.serve({
    env: {
      FEISHU_DOMAIN: url,
      FEISHU_APP_ID: appId,
      FEISHU_APP_SECRET: appSecret,
      FEISHU_CHAT_ID: "oc_oncall",
      FEISHU_APPROVERS: "ou_ada",
      FEISHU_LANGUAGE: "en",
      ...(way === "door"
        ? { FEISHU_ENCRYPT_KEY: encryptKey, FEISHU_VERIFICATION_TOKEN: verificationToken }
        : { FEISHU_CALLBACKS: "long-connection" }),
      ...env,
    },
  });
  if (way === "door") {
    await feishu.configureCallback(appId, { kind: "url", url: `${service.url}/webhooks/feishu/card` });
  } else {
    await until(() => feishu.connections.count(appId) === 1 || undefined, "a connection");
    await feishu.configureCallback(appId, { kind: "long-connection", frame: "card", parts: 1 });
  }
  return {
    stage,
    feishu,
    service,
    async end() {
      await stage.end();
      await feishu.stop();
    },
  };
}
