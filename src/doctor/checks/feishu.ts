import type { Config } from "../../config/config.ts";
import { given } from "../../core/given.ts";
import { createFeishuApp } from "../../notify/feishu/app/app-client.ts";
import type { Check as Looked } from "../../notify/feishu/checks/check.ts";
import { checkAppBot } from "../../notify/feishu/checks/check-app-bot.ts";
import { checkCallbackDoor } from "../../notify/feishu/checks/check-callback-door.ts";
import { checkCustomBot } from "../../notify/feishu/checks/check-custom-bot.ts";
import { checkLongConnection } from "../../notify/feishu/checks/check-long-connection.ts";
import { checkSignIn } from "../../notify/feishu/checks/check-sign-in.ts";
import { type Check, ok, type Seen } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const TIMEOUT_MS = 10_000;

type Deps = Pick<DoctorDeps, "config" | "asked" | "clock" | "fetch" | "nextId">;

/** Signs in, and sees whether presses can come; with `feishuCard` it also sends a card through each bot. */
export function feishuCheck(deps: Deps): Check {
  return {
    name: "feishu",
    needs: ["configuration"],
    async run() {
      const { feishu } = deps.config.notify;
      const looks = [...appLooks(deps, feishu), ...botLooks(deps, feishu)];
      if (looks.length > 0) return (await Promise.all(looks.map((look) => look()))).flat().map(seenOf);
      return [
        ok(
          feishu.bot.webhookUrl() === undefined && feishu.bots().length === 0
            ? "it is not configured"
            : UNSENT,
        ),
      ];
    },
  };
}

type Feishu = Config["notify"]["feishu"];
type Look = () => Promise<Looked[]>;

const UNSENT = "a custom bot is configured; whether it writes is seen by sending: --feishu-card";

function appLooks(deps: Deps, { app, domain }: Feishu): Look[] {
  const { id: appId, chatId } = app;
  const appSecret = app.secret();
  if (appId === undefined || appSecret === undefined) return [];
  const on = { domain, appId, appSecret, fetch: deps.fetch, timeoutMs: TIMEOUT_MS };
  return [
    deps.asked.feishuCard && chatId !== undefined
      ? () =>
          checkAppBot({
            app: createFeishuApp({ ...on, appSecret: () => appSecret }),
            chatId,
            approvers: app.approvers,
            uuid: deps.nextId(),
          })
      : async () => [await checkSignIn(on)],
    ...callbackLooks(deps, on),
  ];
}

function callbackLooks({ config, fetch: send }: Deps, on: Parameters<typeof checkLongConnection>[0]): Look[] {
  const { callbacks, encryptKeys, verificationTokens } = config.notify.feishu.app;
  const [encryptKey] = encryptKeys();
  const [verificationToken] = verificationTokens();
  const { publicUrl } = config.http;
  if (callbacks === "long-connection") return [async () => [await checkLongConnection(on)]];
  if (callbacks !== "door" || encryptKey === undefined || verificationToken === undefined) return [];
  if (publicUrl === undefined)
    return [
      async () => [
        {
          name: "callback door",
          ok: false,
          detail: "set PUBLIC_URL: the platform cannot call an address that is not known",
        },
      ],
    ];
  return [async () => [await checkCallbackDoor({ publicUrl, encryptKey, verificationToken, fetch: send })]];
}

function botLooks({ asked, clock, fetch: send }: Deps, { bot, bots }: Feishu): Look[] {
  if (!asked.feishuCard) return [];
  const webhookUrl = bot.webhookUrl();
  const home = webhookUrl === undefined ? [] : [{ webhookUrl, ...given("secret", bot.secret()) }];
  return [...home, ...bots()].map((one) => async () => [
    await checkCustomBot({ ...one, clock, fetch: send, timeoutMs: TIMEOUT_MS }),
  ]);
}

/** What the looks say of what is wrong names what to do already. */
function seenOf({ name, ok: isWell, detail }: Looked): Seen {
  const line = `${name}: ${detail}`;
  // Without names cards show short ids, and nothing else is lacking.
  if (isWell) return ok(line);
  return {
    status: name === "people's names" ? "warning" : "failure",
    detail: line,
    remedy: "set it right on the page of the app or the bot at the platform, and ask again",
  };
}
