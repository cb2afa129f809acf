import type { Logger } from "../core/logger.ts";
import type { Shutdown } from "../core/shutdown.ts";
import type { LiveSecrets, SecretNews } from "./live-secrets.ts";

export interface WatchDeps {
  logger: Logger;
  shutdown: Shutdown;
  counter: { inc(labels: { result: SecretNews["result"] }): void };
  everyMs?: number;
}

/** A mounted Secret changes by a swapped link, which only looking sees everywhere. */
const EVERY_MS = 5_000;

/** Takes changed files of secrets in, for as long as the service runs. */
export function watchSecrets(secrets: LiveSecrets, deps: WatchDeps): void {
  const { logger, counter } = deps;
  const timer = setInterval(() => {
    for (const news of secrets.look()) {
      counter.inc({ result: news.result });
      if (news.result === "loaded") logger.info({ variable: news.name }, "a changed secret was taken in");
      else
        logger.error(
          { variable: news.name, problem: news.problem },
          "a changed secret cannot be used; the one from before stays in force",
        );
    }
  }, deps.everyMs ?? EVERY_MS).unref();
  deps.shutdown.add("secrets", async () => clearInterval(timer));
}
