import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from "@opentelemetry/sdk-trace";
import { messageOf, OperationError } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { redact } from "../../core/redact.ts";
import type { Span, SpanStart, Tracing } from "../../core/tracing.ts";
import { safeAttributes } from "./safe-attributes.ts";
import { tellingExporter } from "./telling-exporter.ts";

export interface OtlpSettings {
  /** Where spans are posted, with its path. */
  url: string;
  /** Asked with each posting: a token in them may have changed. */
  headers: () => Readonly<Record<string, string>>;
  /** `service.name` and others: who sends. */
  resource: Readonly<Record<string, string>>;
  takesText: boolean;
  version: string;
  logger: Logger;
}

/** A collector that is away or slow costs spans, never time: more than this many waiting ones are dropped. */
const MOST_WAITING = 4_096;
const SEND_EVERY_MS = 2_000;
const SEND_TIMEOUT_MS = 5_000;

/** Spans by OTLP over HTTP. An incident's id is its trace's, so that all of its runs are one trace. */
export function createOtlpTracing(settings: OtlpSettings): Tracing & { stop(): Promise<void> } {
  const { url, headers, logger } = settings;
  const ids = new TraceIds();
  const exporter = new OTLPTraceExporter({
    url,
    headers: async () => ({ ...headers() }),
    timeoutMillis: SEND_TIMEOUT_MS,
  });
  const processor = new BatchSpanProcessor({
    exporter: tellingExporter(exporter, logger),
    maxQueueSize: MOST_WAITING,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: SEND_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...settings.resource, "service.version": settings.version }),
    spanProcessors: [processor],
    idGenerator: ids,
  });
  const tracer = provider.getTracer("kube-autofix", settings.version);
  const contexts = new AsyncLocalStorageContextManager();

  return {
    isOn: true,
    takesText: settings.takesText,
    async span<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T> {
      const around = contexts.active();
      const isRoot = start.traceOf !== undefined;
      if (!isRoot && trace.getSpan(around) === undefined) return work({ set: () => {} });
      ids.next = start.traceOf?.replaceAll("-", "");
      const span = tracer.startSpan(
        start.name,
        {
          kind: start.kind === "client" ? SpanKind.CLIENT : SpanKind.INTERNAL,
          attributes: safeAttributes(start.attributes ?? {}),
          root: isRoot,
        },
        around,
      );
      try {
        return await contexts.with(trace.setSpan(around, span), () =>
          work({ set: (attributes) => span.setAttributes(safeAttributes(attributes)) }),
        );
      } catch (error) {
        span.setAttribute("error.type", errorType(error));
        span.setStatus({ code: SpanStatusCode.ERROR, message: redact(messageOf(error)).slice(0, 500) });
        throw error;
      } finally {
        span.end();
      }
    },
    async stop() {
      await provider.shutdown();
    },
  };
}

/** The trace's id is taken as soon as a span begins, so what is set just before is that span's. */
class TraceIds extends RandomIdGenerator {
  next: string | undefined;
  readonly #random = new RandomIdGenerator();
  override generateTraceId = (): string => {
    const given = this.next;
    this.next = undefined;
    return given !== undefined && /^(?!0{32})[0-9a-f]{32}$/.test(given)
      ? given
      : this.#random.generateTraceId();
  };
}

const errorType = (error: unknown): string =>
  error instanceof OperationError ? error.reason : error instanceof Error ? error.name : "other";
