import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wallDelay } from "node:timers/promises";
import type { Logger } from "../../core/logger.ts";
import { storageKey } from "../store/object-store.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { discover } from "./discovery.ts";
import type { FaultState } from "./faults.ts";
import { handleRequest } from "./handle-request.ts";
import { parseApiPath } from "./parse-path.ts";
import { type PodUsage, podMetrics } from "./pod-metrics.ts";
import { type ApiRequest, dryRunOf, readBody } from "./request.ts";
import { bodyOf, type RequestRecord, verbOf } from "./request-log.ts";
import { type ContainerLogs, readLog } from "./serve-log.ts";
import { noSuchResource, StatusError } from "./status-error.ts";
import type { OpenWatches } from "./watch-objects.ts";

export interface ApiServer {
  listen(): Promise<string>;
  close(): Promise<void>;
  requests(): RequestRecord[];
}

const HEALTH = ["/livez", "/readyz", "/healthz"];

export function createApiServer(deps: {
  api: ApiMachinery;
  logs: ContainerLogs;
  watches: OpenWatches;
  faults: FaultState;
  /** Present where the cluster has a metrics server. */
  usage?: PodUsage | undefined;
  /** Told of each request once what came of it stands, before the client hears of it. */
  onAnswered?: ((record: RequestRecord, body: object | string) => void) | undefined;
  logger: Logger;
}): ApiServer {
  const { api, logs, watches, faults } = deps;
  const records: RequestRecord[] = [];

  const recordOf = (message: IncomingMessage, url: URL, body: string, request?: ApiRequest) => {
    const method = message.method ?? "GET";
    const isWatch = url.searchParams.get("watch") === "true" || url.searchParams.get("watch") === "1";
    const record: RequestRecord = {
      at: new Date(api.loop.nowMs()),
      method,
      verb: request ? verbOf(method, request.name !== undefined, isWatch) : "other",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      resource: request?.resource ?? "",
      ...(request?.subresource !== undefined && { subresource: request.subresource }),
      ...(request?.namespace !== undefined && { namespace: request.namespace }),
      ...(request?.name !== undefined && { name: request.name }),
      userAgent: message.headers["user-agent"] ?? "",
      ...bodyOf(method, body),
      dryRun: url.searchParams.get("dryRun") === "All",
      code: 0,
    };
    records.push(record);
    return record;
  };

  const requestOf = (message: IncomingMessage, url: URL, body: string): ApiRequest | undefined => {
    const method = message.method ?? "GET";
    const path = parseApiPath(api.types, url.pathname);
    if (!path) return undefined;
    const agent = message.headers["user-agent"]?.split("/")[0] || "unknown";
    return {
      ...path,
      ...{ method, body, query: url.searchParams, resource: storageKey(path.type) },
      contentType: message.headers["content-type"]?.split(";")[0]?.trim() ?? "",
      manager: url.searchParams.get("fieldManager") || agent,
      dryRun: false,
    };
  };

  const answer = (response: ServerResponse, record: RequestRecord, code: number, body: object | string) => {
    record.code = code;
    deps.onAnswered?.(record, body);
    const isText = typeof body === "string";
    response.writeHead(code, { "content-type": isText ? "text/plain" : "application/json" });
    response.end(isText ? body : JSON.stringify(body));
  };

  const serve = (
    response: ServerResponse,
    record: RequestRecord,
    url: URL,
    request: ApiRequest | undefined,
  ) => {
    const refusal = faults.refusal(record);
    if (refusal) throw refusal;
    if (HEALTH.includes(url.pathname)) return answer(response, record, 200, "ok");
    const discovered = discover(api.types, url.pathname, response.req.headers.host ?? "");
    if (discovered) return answer(response, record, 200, discovered);
    const metrics = deps.usage && podMetrics(api, deps.usage, url);
    if (metrics) return answer(response, record, 200, metrics);
    if (!request) {
      const isKnown = /^\/(api|apis\/[^/]+)\/[^/]+\/./.test(url.pathname);
      if (isKnown && discover(api.types, groupPath(url.pathname), "")) throw noSuchResource();
      return answer(response, record, 404, "404 page not found\n");
    }
    if (record.verb === "watch") {
      record.code = 200;
      deps.onAnswered?.(record, "");
      return watches.serve(request, response);
    }
    if (request.subresource === "log" && request.method === "GET") {
      const text = readLog(api, logs, request);
      return answer(response, record, text === undefined ? 204 : 200, text ?? "");
    }
    const dryRun = request.method !== "GET" && dryRunOf(request.method, request.query);
    const { code, body } = handleRequest(api, { ...request, dryRun });
    answer(response, record, code, body);
  };

  const onRequest = async (message: IncomingMessage, response: ServerResponse) => {
    const url = new URL(message.url ?? "/", "http://cluster");
    const body = await readBody(message);
    if (faults.latencyMs() > 0) await wallDelay(faults.latencyMs());
    api.loop.catchUp();
    const request = requestOf(message, url, body);
    const record = recordOf(message, url, body, request);
    try {
      serve(response, record, url, request);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      answer(response, record, error.code, error.body);
    }
  };

  const server: Server = createServer((message, response) => {
    onRequest(message, response).catch((error: unknown) => {
      deps.logger.error({ path: message.url, error: String(error) }, "the simulated API server failed");
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify(new StatusError(500, "InternalError", String(error)).body));
    });
  });

  return {
    requests: () => [...records],
    listen: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () =>
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        );
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const groupPath = (pathname: string): string =>
  pathname
    .split("/")
    .slice(0, pathname.startsWith("/api/") ? 3 : 4)
    .join("/");
