import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { KubeConfig } from "@kubernetes/client-node";
import { given } from "../../src/core/given.ts";

/** A request as the HTTP client put it on its connection. */
export interface RecordedRequest {
  method: string;
  /** With its query. */
  path: string;
  contentType: string;
  body: string;
  /** 0 until the answer is there. */
  code: number;
  /** Of performance.now(), when its headers went out. */
  sentAtMs: number;
  /** When the whole answer was there; Infinity until then. */
  answeredAtMs: number;
}

export interface Recorder {
  /** Forgets what was recorded, and records from now on. */
  restart(): void;
  /** In the order in which they were sent. */
  requests(): RecordedRequest[];
  /** All that were answered since the recorder was made, whatever it forgot, as "METHOD path?query". */
  answered(): readonly string[];
  /** The same of those without an answer: under way, or lost with their connection, so that the server may know of them or not. */
  unanswered(): string[];
  /** Resolves with the first request that is so, when it is put on its connection. */
  sent(isWanted: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;
  end(): void;
}

/** Whose requests are recorded. */
export interface RecordedClient {
  origin: string;
  /** Absent: any. */
  token?: string;
}

const USER_AGENT = "kube-autofix";

export function clientOf(kubeConfig: KubeConfig): RecordedClient {
  const { origin } = new URL(kubeConfig.getCurrentCluster()?.server ?? "");
  return { origin, ...given("token", kubeConfig.getCurrentUser()?.token) };
}

interface ClientRequest {
  method: string;
  path: string;
  origin: string | URL;
  headers: readonly string[] | string;
}

/** Listens to the client's own diagnostics channels, so that what is measured is the client as it is. */
export function recordRequests({ origin, token }: RecordedClient): Recorder {
  let recorded = new Map<object, RecordedRequest>();
  const open = new WeakMap<object, RecordedRequest>();
  const answered: string[] = [];
  const unanswered = new Set<RecordedRequest>();
  const waiting = new Set<(request: RecordedRequest) => void>();
  const onSent = (message: unknown) => {
    const { request } = message as { request: ClientRequest };
    if (String(request.origin).replace(/\/$/, "") !== origin) return;
    if (headerOf(request, "user-agent") !== USER_AGENT) return;
    if (token !== undefined && headerOf(request, "authorization") !== `Bearer ${token}`) return;
    const one: RecordedRequest = {
      method: request.method,
      path: request.path,
      contentType: headerOf(request, "content-type"),
      body: "",
      code: 0,
      sentAtMs: performance.now(),
      answeredAtMs: Number.POSITIVE_INFINITY,
    };
    recorded.set(request, one);
    open.set(request, one);
    unanswered.add(one);
    for (const tell of waiting) tell(one);
  };
  const onChunk = (message: unknown) => {
    const { request, chunk } = message as { request: object; chunk: Uint8Array | string };
    const one = open.get(request);
    if (one !== undefined) one.body += Buffer.from(chunk as Uint8Array).toString("utf8");
  };
  const onAnswer = (message: unknown) => {
    const { request, response } = message as { request: object; response: { statusCode: number } };
    const one = open.get(request);
    if (one !== undefined) one.code = response.statusCode;
  };
  const onEnd = (message: unknown) => {
    const { request } = message as { request: object };
    const one = open.get(request);
    if (one === undefined || one.answeredAtMs < Number.POSITIVE_INFINITY) return;
    one.answeredAtMs = performance.now();
    unanswered.delete(one);
    answered.push(lineOf(one));
  };
  const channels = [
    ["undici:client:sendHeaders", onSent],
    ["undici:request:bodyChunkSent", onChunk],
    ["undici:request:headers", onAnswer],
    ["undici:request:trailers", onEnd],
  ] as const;
  for (const [name, listener] of channels) subscribe(name, listener);
  return {
    restart: () => {
      recorded = new Map();
    },
    requests: () => [...recorded.values()].toSorted((a, b) => a.sentAtMs - b.sentAtMs),
    answered: () => answered,
    unanswered: () => [...unanswered].map(lineOf),
    sent: (isWanted) =>
      new Promise((resolve) => {
        const tell = (request: RecordedRequest) => {
          if (!isWanted(request)) return;
          waiting.delete(tell);
          resolve(request);
        };
        waiting.add(tell);
      }),
    end: () => {
      for (const [name, listener] of channels) unsubscribe(name, listener);
    },
  };
}

function headerOf({ headers }: ClientRequest, name: string): string {
  const lines = typeof headers === "string" ? headers.split("\r\n") : [];
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name}:`));
  if (line !== undefined) return line.slice(name.length + 1).trim();
  const list = typeof headers === "string" ? [] : headers;
  const at = list.findIndex((one, index) => index % 2 === 0 && one.toLowerCase() === name);
  return at < 0 ? "" : (list[at + 1] ?? "");
}

const lineOf = ({ method, path }: RecordedRequest) => `${method} ${path}`;

export const isRealPatch = ({ method, path }: RecordedRequest): boolean =>
  method === "PATCH" && !path.includes("dryRun=All");
