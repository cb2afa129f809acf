import type { WSClient } from "@larksuiteoapi/node-sdk";
import type { Clock } from "../../../core/clock.ts";
import { messageOf } from "../../../core/errors.ts";
import type { Logger } from "../../../core/logger.ts";
import { createAppHttp } from "../app/app-http.ts";
import { SILENT } from "../silent-sdk.ts";
import { handOnCards } from "./hand-on-cards.ts";

export const CONNECTION_STATES = [
  "idle",
  "connecting",
  "connected",
  "reconnecting",
  "failed",
  "stopped",
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

export interface ConnectionHealth {
  state: ConnectionState;
  since: Date;
  /** What is in the way, and what to do about it; empty where nothing is. */
  detail: string;
}

export interface LongConnection {
  /** Resolves when it has begun to connect; the platform being away fails nothing. */
  start(): Promise<void>;
  /** Answers what is being decided, and closes. */
  stop(): Promise<void>;
  health(): ConnectionHealth;
}

export interface LongConnectionOptions {
  /** Base address, without a slash at its end. */
  domain: string;
  appId: string;
  /** A secret; it reaches no log and no error. Asked for whenever a connection is begun anew. */
  appSecret: () => string;
  /** The answer to one callback as it was sent; a throw is shown to the person as an error. */
  take: (payload: unknown) => Promise<object>;
  clock: Clock;
  logger: Logger;
  /** Told of every change. */
  onState?: (state: ConnectionState) => void;
  fetch?: typeof fetch;
  /** Wall time that one request, and one handshake, may take. */
  timeoutMs: number;
  /** Wall time after which a connection that the SDK has given up is begun anew. */
  restartMs?: number;
}

/** Wall time within which a stop lets a press be answered; the platform gives as much. */
const LAST_ANSWERS_MS = 3_000;
/** Without a word from the other side so long after a ping the connection is taken to be dead. */
const PONG_SECONDS = 20;
const RESTART_MS = 60_000;

/**
 * The platform's callbacks on a connection that we open, for clusters that nobody reaches from outside. Each goes to one
 * of the app's connections, so every replica may hold one. The SDK connects again by itself, at the pace that the
 * platform asks for.
 */
export function createLongConnection(options: LongConnectionOptions): LongConnection {
  const { clock, logger } = options;
  const answering = new Set<Promise<unknown>>();
  let health: ConnectionHealth = { state: "idle", since: clock.now(), detail: "" };
  let client: WSClient | undefined;
  let restart: NodeJS.Timeout | undefined;

  function turn(state: ConnectionState, detail = ""): void {
    if (health.state === "stopped") return;
    const isNews = health.state !== state || health.detail !== detail;
    health = { state, since: health.state === state ? health.since : clock.now(), detail };
    options.onState?.(state);
    if (!isNews) return;
    const log = detail === "" ? logger.info.bind(logger) : logger.warn.bind(logger);
    log({ state, ...(detail !== "" && { detail }) }, "the long connection to Feishu");
  }

  async function take(payload: unknown): Promise<object> {
    const answer = options.take(payload);
    const settled = answer.catch(() => {});
    answering.add(settled);
    void settled.then(() => answering.delete(settled));
    return answer;
  }

  async function begin(): Promise<void> {
    const { WSClient, EventDispatcher } = await import("@larksuiteoapi/node-sdk");
    if (health.state === "stopped") return;
    const eventDispatcher = new EventDispatcher({ logger: SILENT });
    // Its own way flattens the callback, so that the token of the header is lost.
    eventDispatcher.invoke = take;
    client = new WSClient({
      appId: options.appId,
      appSecret: options.appSecret(),
      domain: options.domain,
      logger: SILENT,
      httpInstance: discovery(options, (detail) =>
        turn(health.state === "idle" ? "connecting" : health.state, detail),
      ),
      handshakeTimeoutMs: options.timeoutMs,
      wsConfig: { pingTimeout: PONG_SECONDS },
      onReady: () => turn("connected"),
      onReconnected: () => turn("connected"),
      onReconnecting: () => turn("reconnecting", "the connection was cut"),
      onError: (error) => {
        turn("failed", messageOf(error));
        restart = setTimeout(() => void again(), options.restartMs ?? RESTART_MS);
      },
    });
    handOnCards(client);
    await client.start({ eventDispatcher });
  }

  async function again(): Promise<void> {
    client?.close({ force: true });
    turn("connecting");
    await begin().catch((error: unknown) => turn("failed", messageOf(error)));
  }

  return {
    health: () => health,
    async start() {
      turn("connecting");
      await begin();
    },
    async stop() {
      clearTimeout(restart);
      await within(LAST_ANSWERS_MS, Promise.all(answering));
      turn("stopped");
      client?.close({ force: true });
    },
  };
}

/** Tells what was in the way of the connection's address; the SDK asks again by itself. */
function discovery(
  { fetch: given, timeoutMs }: LongConnectionOptions,
  onProblem: (detail: string) => void,
): ReturnType<typeof createAppHttp> {
  const http = createAppHttp({ fetch: given ?? fetch, timeoutMs });
  return {
    ...http,
    async request(request) {
      try {
        return await http.request(request);
      } catch (error) {
        onProblem(messageOf(error));
        throw error;
      }
    },
  };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
