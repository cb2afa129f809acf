import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { Config } from "../config/config.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Shutdown } from "../core/shutdown.ts";
import { NO_TRACING, type Tracing } from "../core/tracing.ts";
import { createOtlpTracing } from "../metrics/tracing/otlp-tracing.ts";
import { createLangSmith } from "./lang-smith.ts";

export interface Watching {
  tracing: Tracing;
  callbacks?: BaseCallbackHandler[];
}

/** What the last spans get of the time that a stop may take; a collector that is away must not use it up. */
const FLUSH_MS = 3_000;

/** Who may watch the agents: nobody, unless the configuration says where to send. The last of it leaves at the stop. */
export function openTracing(
  { otlp, langSmith, takesText }: Config["tracing"],
  deps: { logger: Logger; version: string; shutdown: Shutdown },
): Watching {
  const flushed = (name: string, flush: () => Promise<void>) =>
    deps.shutdown.add(name, () => withinFlush(flush, deps.logger));
  let tracing = NO_TRACING;
  if (otlp !== undefined) {
    const sent = createOtlpTracing({ ...otlp, ...deps, takesText });
    flushed("traces", sent.stop);
    tracing = sent;
  }
  if (langSmith === undefined) return { tracing };
  const smith = createLangSmith({ ...langSmith, takesText });
  flushed("LangSmith", smith.flush);
  return { tracing, callbacks: [smith.callback] };
}

async function withinFlush(flush: () => Promise<void>, logger: Logger): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`not within ${FLUSH_MS} ms`)), FLUSH_MS);
  await Promise.race([flush(), promise])
    .catch((error: unknown) => logger.warn({ error: messageOf(error) }, "the last spans were not sent"))
    .finally(() => clearTimeout(timer));
}
