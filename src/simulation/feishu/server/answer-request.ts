import { findOperation } from "../api/operations.ts";
import { gatewayLimit } from "../api/rate-limits.ts";
import { Refusal } from "../api/refusal.ts";
import { bearerOf, demandScope, issueTenantToken } from "../api/tenant-token.ts";
import { isObject } from "../card/checks.ts";
import { type DiscoveryContext, discoverEndpoint } from "../long-connection/discover-endpoint.ts";
import type { FeishuIds } from "./ids.ts";
import type { FeishuState } from "./state.ts";

export const TOKEN_PATH = "/open-apis/auth/v3/tenant_access_token/internal";
export const DISCOVERY_PATH = "/callback/ws/endpoint";

export interface ApiRequest {
  method: string;
  url: URL;
  contentType: string | undefined;
  authorization: string | undefined;
  raw: Buffer;
}

export interface ApiAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Record<string, unknown> & { code: number };
  route: string;
  appId: string | undefined;
}

export interface ApiContext extends DiscoveryContext {
  state: FeishuState;
  ids: FeishuIds;
  now: Date;
}

/** "POST /open-apis/im/v1/messages/:message_id/reply" of any message; the path as it came where there is no such operation. */
export function routeOf(method: string, path: string): string {
  return `${method} ${findOperation(method, path)?.operation.path ?? path}`;
}

/** The checks of the gateway, in its order, and then the operation's own. */
export function answerRequest(request: ApiRequest, context: ApiContext): ApiAnswer {
  const route = routeOf(request.method, request.url.pathname);
  const known: { appId: string | undefined } = { appId: undefined };
  try {
    const { headers, body } = perform(request, context, known);
    return { status: 200, headers, body, route, appId: known.appId };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      status: error.status,
      headers: error.headers,
      body: {
        code: error.code,
        msg: error.message,
        // The SDK reads fields of the discovery's data even of a refusal.
        ...(request.url.pathname === DISCOVERY_PATH ? { data: {} } : {}),
        error: { log_id: context.ids(""), troubleshooter: "", ...error.detail },
      },
      route,
      appId: known.appId,
    };
  }
}

function perform(
  request: ApiRequest,
  context: ApiContext,
  known: { appId: string | undefined },
): { headers: Record<string, string>; body: Record<string, unknown> & { code: number } } {
  const { state, now } = context;
  const { method, url } = request;
  if (method === "POST" && url.pathname === TOKEN_PATH) {
    return { headers: {}, body: { code: 0, msg: "ok", ...issueTenantToken(bodyOf(request), context) } };
  }
  if (method === "POST" && url.pathname === DISCOVERY_PATH) {
    return { headers: {}, body: { code: 0, msg: "", data: discoverEndpoint(bodyOf(request), context) } };
  }
  const found = findOperation(method, url.pathname);
  if (found === undefined) throw new Refusal(99991404, "404 page not found", { status: 404 });
  const { operation, parameters } = found;
  const app = bearerOf(request.authorization, state, now);
  known.appId = app.appId;
  demandScope(app, operation.scopes);
  gatewayLimit(state, `${app.appId} ${method} ${operation.path}`, now);
  const body = method === "GET" ? {} : bodyOf(request);
  const bodyBytes = request.raw.byteLength;
  const call = { ...context, app, parameters, query: url.searchParams, body, bodyBytes };
  return { headers: {}, body: { code: 0, msg: "success", data: operation.answer(call) } };
}

function bodyOf({ raw, contentType }: ApiRequest): Record<string, unknown> {
  if (!/^application\/json\b/i.test(contentType ?? "")) throw notJson();
  let body: unknown;
  try {
    body = JSON.parse(raw.toString("utf8"));
  } catch {
    throw notJson();
  }
  if (!isObject(body)) throw notJson();
  return body;
}

const notJson = (): Refusal => new Refusal(9499, "Bad Request: the body is not JSON");
