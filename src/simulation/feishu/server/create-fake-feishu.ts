import { randomInt } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../../core/clock.ts";
import type { Answered, CallbackRoute } from "../callback/delivery.ts";
import type { Forgery } from "../callback/forgery.ts";
import type { JudgedAnswer } from "../callback/judge-answer.ts";
import type { Bounds } from "../callback/post.ts";
import { pressElement } from "../callback/press-element.ts";
import type { Press } from "../callback/read-press.ts";
import { type Redelivery, redeliver } from "../callback/redeliver.ts";
import { recall, type Said, say } from "../callback/say.ts";
import type { Told } from "../callback/tell-event.ts";
import { routeProblem } from "../callback/verify-url.ts";
import { serveChats } from "../html/serve-chats.ts";
import type { ClientConfig } from "../long-connection/discover-endpoint.ts";
import { createLongConnections, type LongConnections } from "../long-connection/long-connections.ts";
import type { PlannedFault } from "./faults.ts";
import { type FeishuIds, randomIds } from "./ids.ts";
import { serveHttp } from "./serve-http.ts";
import { createFeishuState, type FeishuApp, type FeishuSeed, type FeishuState } from "./state.ts";
import { createWatchers } from "./watchers.ts";

export interface FakeFeishu {
  /** All that it knows; a test may change it, such as take a bot out of a chat. */
  readonly state: FeishuState;
  /** Listens on 127.0.0.1; `url` is the base of the API, as of https://open.feishu.cn. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
  fail(planned: PlannedFault): void;
  /** From now on no token that was handed out is good. */
  expireTokens(): void;
  /** Resolves when `find` finds something in the state. */
  waitFor<T>(find: (state: FeishuState) => T | undefined, signal: AbortSignal): Promise<T>;
  /** Saves where presses are told; throws where the platform's console would refuse to. */
  configureCallback(appId: string, route: CallbackRoute): Promise<void>;
  /** The same for events, which have a way of their own. */
  configureEvents(appId: string, route: CallbackRoute): Promise<void>;
  press(messageId: string, press: Press, forgery?: Forgery): Promise<Answered>;
  /** Sends what was sent for a press once more, as an attacker or a careless platform might. */
  redeliver(answered: Answered, how: Redelivery): Promise<JudgedAnswer>;
  /** A person writes into a chat, or replies to a message; resolves when every bot there was told, or given up on. */
  say(chatId: string, said: Said): Promise<Told[]>;
  /** Takes a message back. */
  recall(messageId: string): Promise<Told[]>;
  readonly connections: Pick<LongConnections, "count" | "violations" | "cut">;
}

/** Milliseconds of wall time. */
const BOUNDS = { connectMs: 2_000, answerMs: 3_000, challengeMs: 1_000 };
const CLIENT_CONFIG = { ReconnectCount: -1, ReconnectInterval: 120, ReconnectNonce: 30, PingInterval: 120 };

/** A stand-in for the platform of Feishu and Lark, as strict as the real one or stricter; nothing is shown to anybody. */
export function createFakeFeishu(
  options: FeishuSeed & {
    clock: Clock;
    ids?: FeishuIds;
    bounds?: Partial<Bounds & { challengeMs: number }>;
    clientConfig?: Partial<ClientConfig>;
    /** Which of so many connections gets the next push. */
    choose?: (count: number) => number;
  },
): FakeFeishu {
  const { clock, ids = randomIds, choose = (count) => (count === 0 ? 0 : randomInt(count)) } = options;
  const state = createFeishuState(options);
  const bounds = { ...BOUNDS, ...options.bounds };
  const clientConfig = { ...CLIENT_CONFIG, ...options.clientConfig };
  const faults: PlannedFault[] = [];
  const watchers = createWatchers(state);
  const connections = createLongConnections({ ids, clientConfig, choose, answerMs: bounds.answerMs });
  const deps = { state, ids, clock, bounds, connections };
  const press: FakeFeishu["press"] = async (messageId, how, forgery = {}) => {
    const answered = await pressElement(messageId, how, { deps, forgery });
    watchers.changed();
    return answered;
  };
  async function checkedApp(appId: string, route: CallbackRoute): Promise<FeishuApp> {
    const app = state.apps.get(appId);
    if (app === undefined) throw new Error(`there is no app ${appId}`);
    const problem = await routeProblem(route, app, { ids, bounds, connections });
    if (problem !== undefined) throw new Error(`the callback address was not saved: ${problem}`);
    return app;
  }
  const server = createServer(
    serveHttp({
      context: (host) => ({
        state,
        ids,
        now: clock.now(),
        clientConfig,
        host,
        issueTicket: connections.issueTicket,
      }),
      faults,
      changed: watchers.changed,
      otherwise: serveChats({ state, ids, press }),
    }),
  );
  server.on("upgrade", connections.upgrade);
  return {
    state,
    press,
    connections,
    redeliver: (answered, how) => redeliver(answered, how, deps),
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as AddressInfo;
          resolve({ url: `http://127.0.0.1:${port}` });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        connections.end();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    fail: (planned) => void faults.push({ ...planned }),
    expireTokens: () => state.tokens.clear(),
    waitFor: watchers.waitFor,
    async configureCallback(appId, route) {
      (await checkedApp(appId, route)).route = route;
    },
    async configureEvents(appId, route) {
      (await checkedApp(appId, route)).eventRoute = route;
    },
    say: (chatId, said) => say(chatId, said, deps).finally(watchers.changed),
    recall: (messageId) => recall(messageId, deps).finally(watchers.changed),
  };
}
