import { createHash } from "node:crypto";
import type { RequestOptions } from "node:https";
import {
  HttpMethod,
  IsomorphicFetchHttpLibrary,
  type KubeConfig,
  RequestContext,
} from "@kubernetes/client-node";
import { messageOf, OperationError } from "../core/errors.ts";
import { NO_TRACING, type SpanStart, type Tracing } from "../core/tracing.ts";

export interface ApiConnectionOptions {
  kubeConfig: KubeConfig;
  /** For one request, its answer's body included; wall time. */
  timeoutMs: number;
  /** Wall time in `ms`; `code` is the HTTP status, or "timeout" or "error" where there was no answer. */
  onRequest?: ((verb: string, code: string, ms: number) => void) | undefined;
  /** Absent: off. */
  tracing?: Tracing | undefined;
}

export interface ApiRequest {
  /** Kubernetes verb: get, list, watch, create, patch, delete. */
  verb: "get" | "list" | "watch" | "create" | "patch" | "delete";
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  /** For people: "patch Deployment shop/web". */
  what: string;
  signal: AbortSignal;
}

export interface ApiAnswer {
  code: number;
  text: string;
  /** The server's time as it says it (RFC 9110, 6.6.1), where it does. */
  date?: string | undefined;
}

/** Raw requests to the API server with the kubeconfig's credentials, over connections that are kept. */
export interface ApiConnection {
  /** Any HTTP status is an answer; throws OperationError `timeout` or `unavailable` where there is none. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** The answer's body as it comes; its time-out holds until the headers are there. */
  open(request: ApiRequest): Promise<{ code: number; body: ReadableStream<Uint8Array> }>;
}

type Dispatcher = NonNullable<ReturnType<RequestContext["getDispatcher"]>>;
type Answer = Awaited<ReturnType<ReturnType<IsomorphicFetchHttpLibrary["send"]>["toPromise"]>>;

const METHODS = {
  get: HttpMethod.GET,
  list: HttpMethod.GET,
  watch: HttpMethod.GET,
  create: HttpMethod.POST,
  patch: HttpMethod.PATCH,
  delete: HttpMethod.DELETE,
} as const;

export function createApiConnection(options: ApiConnectionOptions): ApiConnection {
  const http = new IsomorphicFetchHttpLibrary();
  const authenticate = createAuthentication(options.kubeConfig);

  const { tracing = NO_TRACING } = options;

  const exchange = <T>(request: ApiRequest, stop: AbortSignal, read: (answer: Answer) => Promise<T>) =>
    tracing.span(spanOf(request), async (span) => {
      let code = "error";
      const sentMs = performance.now();
      try {
        const context = contextOf(serverOf(options.kubeConfig), request);
        await beforeEnd(authenticate(context), stop);
        context.setSignal(stop);
        const answer = await http.send(context).toPromise();
        const result = await read(answer);
        code = String(answer.httpStatusCode);
        return result;
      } catch (error) {
        if (stop.aborted) code = "timeout";
        throw stop.aborted ? stopped(request.what, stop, error) : unreachable(request.what, error);
      } finally {
        options.onRequest?.(request.verb, code, performance.now() - sentMs);
        span.set(/^\d+$/.test(code) ? { "http.response.status_code": Number(code) } : {});
      }
    });

  return {
    send: (request) =>
      exchange(
        request,
        AbortSignal.any([request.signal, AbortSignal.timeout(options.timeoutMs)]),
        async (answer) => ({
          code: answer.httpStatusCode,
          text: await answer.body.text(),
          date: answer.headers.date,
        }),
      ),
    async open(request) {
      const headers = new AbortController();
      const timer = setTimeout(
        () => headers.abort(new DOMException("no answer in time", "TimeoutError")),
        options.timeoutMs,
      );
      try {
        const stop = AbortSignal.any([request.signal, headers.signal]);
        return await exchange(request, stop, async (answer) => ({
          code: answer.httpStatusCode,
          body: answer.body.stream() ?? new ReadableStream(),
        }));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** By the object's path alone: a query may hold anything. */
const spanOf = ({ verb, path, what }: ApiRequest): SpanStart => ({
  name: `kubernetes ${verb}`,
  kind: "client",
  attributes: {
    "http.request.method": METHODS[verb],
    "url.path": path,
    "kube_autofix.kubernetes.what": what,
  },
});

function serverOf(kubeConfig: KubeConfig): string {
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null)
    throw new OperationError("the kubeconfig names no current cluster", {
      reason: "invalid",
      retryable: false,
    });
  return cluster.server;
}

function contextOf(server: string, request: ApiRequest): RequestContext {
  const context = new RequestContext(server + request.path, METHODS[request.verb]);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) context.setQueryParam(name, value);
  context.setHeaderParam("Accept", "application/json");
  context.setHeaderParam("User-Agent", "kube-autofix");
  if (request.body !== undefined) {
    context.setHeaderParam("Content-Type", request.contentType ?? "application/json");
    context.setBody(jsonAsGoWritesIt(request.body));
  }
  return context;
}

/**
 * The API server compares the strings of a JSON Patch's `test` byte for byte with its own text, in which Go's encoder
 * writes these five as escapes: `->` sent as it is equals no `->` that is stored.
 * Source: go.dev/pkg/encoding/json (HTMLEscape), gopkg.in/evanphx/json-patch.v4 (lazyNode.equal), seen on 1.34.
 */
function jsonAsGoWritesIt(body: unknown): string {
  return JSON.stringify(body).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * client-node makes a new dispatcher, thus a new TLS connection, for each request. This one keeps the dispatcher as
 * long as the TLS options stay the same (a rotated client certificate changes them), and renews the headers each time.
 */
function createAuthentication(kubeConfig: KubeConfig): (context: RequestContext) => Promise<void> {
  let kept: { key: string; dispatcher: Dispatcher | undefined } | undefined;
  return async (context) => {
    const options: RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const key = tlsKey(options);
    if (kept?.key !== key) {
      const probe = new RequestContext(context.getUrl(), HttpMethod.GET);
      await kubeConfig.applySecurityAuthentication(probe);
      kept = { key, dispatcher: probe.getDispatcher() };
    }
    for (const [name, value] of Object.entries(options.headers ?? {}))
      context.setHeaderParam(name, String(value));
    if (typeof options.auth === "string")
      context.setHeaderParam("Authorization", `Basic ${Buffer.from(options.auth).toString("base64")}`);
    if (kept.dispatcher !== undefined) context.setDispatcher(kept.dispatcher);
  };
}

/** A credential plugin may hang, and takes no signal. */
async function beforeEnd(work: Promise<void>, stop: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(stop.reason);
  stop.addEventListener("abort", onAbort, { once: true });
  try {
    stop.throwIfAborted();
    await Promise.race([work, promise]);
  } finally {
    stop.removeEventListener("abort", onAbort);
  }
}

function tlsKey(options: RequestOptions): string {
  const hash = createHash("sha256");
  for (const part of [options.ca, options.cert, options.key, options.servername, options.rejectUnauthorized])
    hash.update(`${String(part)}\0`);
  return hash.digest("hex");
}

function stopped(what: string, stop: AbortSignal, cause: unknown): OperationError {
  const why = messageOf(stop.reason);
  return new OperationError(`no answer before the end: ${what} (${why})`, {
    reason: "timeout",
    retryable: true,
    cause,
  });
}

function unreachable(what: string, error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  const inner = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : "";
  return new OperationError(
    `could not ${what}: the API server is not reached (${messageOf(error)}${inner})`,
    {
      reason: "unavailable",
      retryable: true,
      cause: error,
    },
  );
}
