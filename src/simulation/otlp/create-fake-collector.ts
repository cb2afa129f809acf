import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A span as it came in, by the names of OTLP's JSON encoding. */
export interface ReceivedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  attributes: Record<string, unknown>;
  status: { code?: number; message?: string };
}

export interface FakeCollector {
  spans(): ReceivedSpan[];
  /** Headers of each request that came in. */
  readonly headers: Record<string, unknown>[];
  /** All bodies as they came. */
  readonly bodies: unknown[];
  readonly url: string;
  stop(): Promise<void>;
}

export type CollectorMood = "takes" | "refuses" | "silent";

/** A stand-in for an OpenTelemetry collector: OTLP over HTTP, in JSON, at /v1/traces. */
export async function startFakeCollector(mood: CollectorMood = "takes"): Promise<FakeCollector> {
  const headers: FakeCollector["headers"] = [];
  const bodies: unknown[] = [];
  const server = createServer(async (request, response) => {
    headers.push(request.headers);
    if (mood === "silent") return;
    const isTraces = request.method === "POST" && request.url === "/v1/traces";
    if (isTraces) bodies.push(await json(request).catch(() => undefined));
    response.writeHead(isTraces && mood === "takes" ? 200 : 400, { "content-type": "application/json" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    headers,
    bodies,
    url: `http://127.0.0.1:${port}`,
    spans: () => bodies.flatMap(spansOf),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Body {
  resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
}
type SentSpan = Omit<ReceivedSpan, "attributes"> & { attributes?: { key: string; value: SentValue }[] };
interface SentValue {
  stringValue?: string;
  boolValue?: boolean;
  intValue?: number | string;
  doubleValue?: number;
  arrayValue?: { values: SentValue[] };
}

const spansOf = (body: unknown): ReceivedSpan[] =>
  (body as Body).resourceSpans.flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        parentSpanId: span.parentSpanId ?? "",
        attributes: Object.fromEntries((span.attributes ?? []).map(({ key, value }) => [key, plain(value)])),
      })),
    ),
  );

function plain(value: SentValue): unknown {
  if (value.arrayValue !== undefined) return value.arrayValue.values.map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}
