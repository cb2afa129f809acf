import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { PageRequest } from "../html/serve-chats.ts";
import { type ApiContext, answerRequest, routeOf } from "./answer-request.ts";
import { nextFault, type PlannedFault } from "./faults.ts";
import { readBody } from "./read-body.ts";

const REQUESTS_KEPT = 20_000;

/** The API over HTTP; what is not the API's is left to `otherwise`, which says whether it answered. */
export function serveHttp(deps: {
  context: (host: string) => ApiContext;
  faults: PlannedFault[];
  /** After every request. */
  changed: () => void;
  otherwise: (request: PageRequest, response: ServerResponse) => Promise<boolean>;
}): RequestListener {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = request.headers.host ?? "localhost";
    const url = new URL(request.url ?? "/", `http://${host}`);
    const method = request.method ?? "";
    const raw = await readBody(request);
    if (await deps.otherwise({ method, url, raw, headers: request.headers }, response)) return;
    const route = routeOf(method, url.pathname);
    const fault = nextFault(deps.faults, route);
    const context = deps.context(host);
    const record = (status: number, code: number, appId?: string) => {
      const { requests } = context.state;
      requests.push({ at: context.now, route, appId, status, code });
      if (requests.length > REQUESTS_KEPT) requests.shift();
      deps.changed();
    };
    if (fault !== undefined && "drop" in fault && fault.drop === "before")
      return void request.socket.destroy();
    if (fault !== undefined && "code" in fault) {
      record(fault.status ?? 400, fault.code);
      return send(
        response,
        { status: fault.status ?? 400, headers: fault.headers ?? {} },
        { code: fault.code, msg: "as asked for" },
      );
    }
    if (fault !== undefined && "status" in fault) {
      record(fault.status, -1);
      return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    }
    const { authorization, "content-type": contentType } = request.headers;
    const answer = answerRequest({ method, url, contentType, authorization, raw }, context);
    record(answer.status, answer.body.code, answer.appId);
    if (fault !== undefined) return void request.socket.destroy();
    send(response, answer, answer.body);
  }
  return (request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  };
}

function send(
  response: ServerResponse,
  { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
  body: Record<string, unknown>,
): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(JSON.stringify(body));
}
