import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import type { DoorTokens } from "../config/secrets.ts";
import { secretSetting } from "../database/settings.ts";
import type { Tables } from "../database/tables.ts";
import { createWrongTokens } from "../database/wrong-tokens.ts";
import type { HttpDeps } from "./http-deps.ts";
import { FORGET_MS } from "./middleware/guesses.ts";

/** What callers must show, and by what their address and their session are believed. */
export async function doorSecrets(
  { viewerToken, trustedProxies }: Config["http"],
  { webhookToken, operatorToken }: DoorTokens,
  db: Kysely<Tables>,
): Promise<Pick<HttpDeps, "tokens" | "sessionKey" | "trustedProxies" | "wrongTokens">> {
  return {
    tokens: { webhook: webhookToken, operator: operatorToken, viewer: viewerToken },
    sessionKey: (await secretSetting(db, "session-key")).toString("base64"),
    trustedProxies,
    wrongTokens: createWrongTokens(db, { forgetMs: FORGET_MS }),
  };
}
