import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";

/** Says once that spans are lost, and once that they arrive again. */
export function tellingExporter(inner: SpanExporter, logger: Logger): SpanExporter {
  let isLosing = false;
  return {
    export(spans, done) {
      inner.export(spans, (result) => {
        const hasFailed = result.error !== undefined;
        if (hasFailed && !isLosing)
          logger.warn(
            { error: messageOf(result.error) },
            "spans do not reach the collector; everything else goes on",
          );
        if (!hasFailed && isLosing) logger.info({}, "spans reach the collector again");
        isLosing = hasFailed;
        done(result);
      });
    },
    shutdown: () => inner.shutdown(),
    forceFlush: () => inner.forceFlush?.() ?? Promise.resolve(),
  };
}
