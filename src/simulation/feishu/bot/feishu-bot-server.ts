import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../../core/clock.ts";
import { readBody } from "../server/read-body.ts";
import { type BotAnswer, judgeBotRequest } from "./judge-bot-request.ts";

const HOOK = "/open-apis/bot/v2/hook/0f0e0d0c-0b0a-0908-0706-050403020100";

export interface FeishuBotMessage {
  at: Date;
  msgType: string;
  /** The card, or the content of a text message. */
  content: Record<string, unknown>;
  bytes: number;
}

/** How the next requests are answered in place of the truth; `drop` closes the connection after the message was taken. */
export type BotFault =
  | { code: number; headers?: Record<string, string> }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { drop: "before" | "after" };

export interface FeishuBotServer {
  /** Listens on 127.0.0.1; `url` is the webhook's whole address. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
  /** Every message that it took, oldest first. */
  messages(): readonly FeishuBotMessage[];
  /** Every answer's code, refusals included. */
  codes(): readonly number[];
  /** Resolves when it holds at least `count` messages. */
  waitForMessages(count: number, signal: AbortSignal): Promise<readonly FeishuBotMessage[]>;
  fail(times: number, fault: BotFault): void;
}

/** A stand-in for a group's custom bot, as strict as the real one or stricter; nothing is shown to anybody. */
export function createFeishuBotServer(options: {
  secret?: string;
  keywords?: readonly string[];
  clock: Clock;
}): FeishuBotServer {
  const taken: FeishuBotMessage[] = [];
  const codes: number[] = [];
  const faults: BotFault[] = [];
  const waiters = new Set<() => void>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await readBody(request);
    const fault = faults.shift();
    if (fault !== undefined && "drop" in fault && fault.drop === "before")
      return void request.socket.destroy();
    if (fault !== undefined && "status" in fault) {
      return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    }
    if (fault !== undefined && "code" in fault) {
      return send(response, { code: fault.code, msg: "as asked for" }, fault.headers);
    }
    const verdict = judgeBotRequest(
      { method: request.method ?? "", path: request.url ?? "", raw },
      { ...options, hook: HOOK, now: options.clock.now(), acceptedAt: taken.map(({ at }) => at) },
    );
    if (verdict.message !== undefined) {
      taken.push({ at: options.clock.now(), ...verdict.message, bytes: raw.byteLength });
      for (const wake of waiters) wake();
    }
    if (fault !== undefined) return void request.socket.destroy();
    send(response, verdict.answer);
  }

  function send(response: ServerResponse, answer: BotAnswer, headers: Record<string, string> = {}): void {
    codes.push(answer.code);
    const legacy = answer.code === 0 ? { StatusCode: 0, StatusMessage: "success" } : {};
    const body = JSON.stringify({ ...legacy, code: answer.code, data: {}, msg: answer.msg });
    // The real one answers its refusals with HTTP 200, too.
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", ...headers }).end(body);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as AddressInfo;
          resolve({ url: `http://127.0.0.1:${port}${HOOK}` });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    messages: () => taken,
    codes: () => codes,
    waitForMessages: (count, signal) =>
      new Promise((resolve, reject) => {
        const done = () => {
          if (taken.length < count) return;
          waiters.delete(done);
          resolve(taken);
        };
        waiters.add(done);
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        done();
      }),
    fail: (times, fault) => faults.push(...Array.from({ length: times }, () => fault)),
  };
}
