import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Express } from "express";
import type { Logger } from "../core/logger.ts";

/** `url` reaches the server from this machine. */
export interface Listening {
  port: number;
  url: string;
}

export interface HttpServer {
  /** Resolves when requests are taken. A second call shares the first's outcome. */
  start(): Promise<Listening>;
  /** Closes the door, lets what is under way finish within a bound, and ends every connection. */
  stop(): Promise<void>;
}

export interface HttpServerOptions {
  app: Express;
  host: string;
  port: number;
  logger: Logger;
  /** How long requests that are under way may take when the server stops. */
  stopBoundMs?: number;
  /** How long a caller may take to send its request whole. */
  requestTimeoutMs?: number;
}

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const underWay = new Set<ServerResponse>();
  let isStopping = false;
  const take = (request: IncomingMessage, response: ServerResponse) => {
    underWay.add(response);
    response.once("close", () => underWay.delete(response));
    if (isStopping) response.setHeader("Connection", "close");
    options.app(request, response);
  };
  const requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const server = createServer(
    {
      // How long a caller may take for its headers, then for the whole, however slowly its bytes drip in.
      headersTimeout: Math.min(HEADERS_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(2_000, requestTimeoutMs),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
    take,
  );
  // Left to the routes: a caller that is refused need not send its body.
  server.on("checkContinue", take);
  server.on("clientError", answerBrokenRequest);

  let started: Promise<Listening> | undefined;
  let stopped: Promise<void> | undefined;
  return {
    start() {
      started ??= listen(server, options);
      return started;
    },
    stop() {
      isStopping = true;
      stopped ??= close(server, underWay, options.stopBoundMs ?? 10_000);
      return stopped;
    },
  };
}

function listen(server: Server, options: HttpServerOptions): Promise<Listening> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      server.on("error", (error) => options.logger.error({ error: error.message }, "the HTTP server failed"));
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : options.port;
      options.logger.info({ host: options.host, port }, "taking requests");
      resolve({ port, url: `http://${reachableHost(options.host)}:${port}` });
    });
  });
}

/** An address of all interfaces is none that a client can name; an IPv6 one stands in brackets. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

async function close(server: Server, underWay: ReadonlySet<ServerResponse>, boundMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const response of underWay) if (!response.headersSent) response.setHeader("Connection", "close");
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), boundMs);
  await closed;
  clearTimeout(timer);
}

/**
 * Answers what never became a request. A caller that was too slow gets 503 and not Node's 408: Alertmanager would take
 * a 4xx as final, and a slow network passes.
 */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const [status, reason, message] = brokenRequest(error.code);
  const body = JSON.stringify({ error: { reason, message } });
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n${status.startsWith("503") ? "Retry-After: 5\r\n" : ""}\r\n${body}`,
    () => socket.destroy(),
  );
}

function brokenRequest(code: string | undefined): [status: string, reason: string, message: string] {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return [
      "503 Service Unavailable",
      "too-slow",
      "The request did not arrive whole in time. Send it again.",
    ];
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    return ["431 Request Header Fields Too Large", "headers-too-large", "The headers are over 16 KiB."];
  }
  return ["400 Bad Request", "not-http", "This is no valid HTTP/1.1 request."];
}
