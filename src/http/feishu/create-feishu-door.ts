import type { Config } from "../../config/config.ts";
import type { CardNotifier } from "../../notify/card-notifier.ts";
import type { HttpDeps } from "../http-deps.ts";
import { createPresses, type PressDeps } from "./presses.ts";

/** The chat's callbacks, where the configuration says by what to prove them; whoever may not decide is told so. */
export function createFeishuDoor(
  config: Config,
  deps: Omit<PressDeps, "approvers" | "language" | "decisionsOn"> & { cards: readonly CardNotifier[] },
): HttpDeps["feishu"] {
  const { app, language } = config.notify.feishu;
  const { encryptKey, verificationToken, approvers } = app;
  const [card] = deps.cards;
  const presses =
    card === undefined
      ? null
      : createPresses({ ...deps, approvers, language, decisionsOn: card.decisionsOn });
  return { secrets: { encryptKey, verificationToken, appId: app.id }, presses };
}
