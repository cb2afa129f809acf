import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import type { DoorTokens } from "../config/secrets.ts";
import { secretSetting } from "../database/settings.ts";
import type { Tables } from "../database/tables.ts";
import type { HttpDeps } from "./http-deps.ts";

/** What callers must show, and by what their address and their session are believed. */
export async function doorSecrets(
  { viewerToken, trustedProxies }: Config["http"],
  { webhookToken, operatorToken }: DoorTokens,
  db: Kysely<Tables>,
): Promise<Pick<HttpDeps, "tokens" | "sessionKey" | "trustedProxies">> {
  return {
    tokens: { webhook: webhookToken, operator: operatorToken, viewer: viewerToken },
    sessionKey: (await secretSetting(db, "session-key")).toString("base64"),
    trustedProxies,
  };
}
