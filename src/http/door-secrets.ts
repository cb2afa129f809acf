import type { Kysely } from "kysely";
import type { Config } from "../config/config.ts";
import { watchSecrets } from "../config/watch-secrets.ts";
import type { Logger } from "../core/logger.ts";
import type { Shutdown } from "../core/shutdown.ts";
import type { Tables } from "../database/tables.ts";
import { watchRing } from "../database/watch-ring.ts";
import { createWrongTokens } from "../database/wrong-tokens.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { HttpDeps } from "./http-deps.ts";
import { FORGET_MS } from "./middleware/guesses.ts";

/** What callers must show, now and after it was changed, and by what their address and their session are believed. */
export async function doorSecrets(
  { http: { webhookTokens, operatorTokens, viewerTokens, trustedProxies }, secrets }: Config,
  { db, metrics, ...deps }: { db: Kysely<Tables>; metrics: Metrics; logger: Logger; shutdown: Shutdown },
): Promise<Pick<HttpDeps, "tokens" | "sessionKeys" | "trustedProxies" | "wrongTokens">> {
  watchSecrets(secrets, { ...deps, counter: metrics.secretReloads });
  return {
    tokens: {
      get webhook() {
        return webhookTokens() ?? [];
      },
      get operator() {
        return operatorTokens() ?? [];
      },
      get viewer() {
        return viewerTokens() ?? [];
      },
    },
    sessionKeys: await watchRing(db, "session-key", deps),
    trustedProxies,
    wrongTokens: createWrongTokens(db, { forgetMs: FORGET_MS }),
  };
}
