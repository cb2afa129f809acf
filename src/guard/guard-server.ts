import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { ServedCertificate } from "./certificates/certificate-source.ts";
import { readBody } from "./read-body.ts";

export const GUARD_PATH = "/admission/guard";

export interface GuardServerOptions {
  host: string;
  port: number;
  certificate: ServedCertificate;
  answer(body: string): Promise<object>;
  isReady(): Promise<boolean>;
  metrics: Metrics;
  logger: Logger;
}

export interface GuardServer {
  port: number;
  /** New connections get the new certificate; those that are open stay. */
  serveWith(certificate: ServedCertificate): void;
  stop(): Promise<void>;
}

/**
 * Longer than the API server keeps an idle connection (90 s, net/http's default): whoever closes first must be the one that
 * asks, or a review goes out on a connection that is being closed, and the write fails.
 */
const KEEP_ALIVE_MS = 120_000;
const METRICS = ["kube_autofix_guard_reviews_total", "kube_autofix_guard_refusals_total"];

export async function startGuardServer(options: GuardServerOptions): Promise<GuardServer> {
  const { certificate, host, port, logger } = options;
  const server = createServer(
    {
      cert: certificate.certificate,
      key: certificate.key,
      minVersion: "TLSv1.2",
      keepAliveTimeout: KEEP_ALIVE_MS,
      requestTimeout: 10_000,
      headersTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      route(options, request, response).catch((error: unknown) => {
        logger.warn({ error: messageOf(error) }, "a request could not be answered");
        response.destroy();
      });
    },
  );
  server.on("secureConnection", () => logger.debug({}, "a TLS connection came to be"));
  server.on("tlsClientError", (error) =>
    logger.debug({ error: error.message }, "no TLS connection came to be"),
  );
  await listen(server, port, host);
  server.on("error", (error) => logger.error({ error: error.message }, "the guard's server failed"));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    serveWith: ({ certificate: cert, key }) => server.setSecureContext({ cert, key, minVersion: "TLSv1.2" }),
    stop: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** What is under way ends within the API server's own bound. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), 3_000);
  await closed;
  clearTimeout(timer);
}

async function route(
  options: GuardServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ""] = (request.url ?? "").split("?");
  switch (`${request.method} ${path}`) {
    case `POST ${GUARD_PATH}`: {
      const body = await readBody(request);
      if (body === undefined) return send(response, 413, { error: "the body is too large" });
      return send(response, 200, await options.answer(body));
    }
    case "GET /livez":
      return send(response, 200, { status: "ok" });
    case "GET /readyz": {
      const isReady = await options.isReady();
      return send(response, isReady ? 200 : 503, { status: isReady ? "ok" : "not ready" });
    }
    case "GET /metrics": {
      const texts = METRICS.map((name) => options.metrics.registry.getSingleMetricAsString(name));
      response.setHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
      response.end(`${(await Promise.all(texts)).join("\n")}\n`);
      return;
    }
    default:
      return send(response, 404, { error: "nothing is here" });
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader("Content-Type", "application/json");
  response.end(JSON.stringify(body));
}
