import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Clock } from "../../core/clock.ts";
import type { Behaviour, ChatRequest, Script } from "./behaviour.ts";
import { judgeRequest } from "./judge-request.ts";
import { completionBody, type Written, writeStream } from "./write-completion.ts";

export interface FakeOpenAi {
  /** Every request that was taken, as it was sent. */
  readonly requests: ChatRequest[];
  /** Every request that was refused, with why. */
  readonly refused: { status: number; message: string }[];
  /** Listens on 127.0.0.1; `url` is what OPENAI_BASE_URL takes. */
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
  follow(script: Script): void;
}

export const FAKE_API_KEY = "sk-fake-of-the-simulation";

/** A stand-in for OpenAI's chat completions, as strict as the real one; what it says is the script's. */
export function createFakeOpenAi(options: {
  clock: Clock;
  script: Script;
  apiKey?: string;
  models?: readonly string[];
  /** Those of the models that count their thoughts though their names do not tell, as Azure's may. */
  thinking?: readonly string[];
}): FakeOpenAi {
  const {
    clock,
    apiKey = FAKE_API_KEY,
    thinking = [],
    models = ["gpt-5-mini", "gpt-4o-mini", "local"],
  } = options;
  let { script } = options;
  const requests: ChatRequest[] = [];
  const refused: FakeOpenAi["refused"] = [];
  const stopping = new AbortController();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== "POST" || request.url !== "/v1/chat/completions")
      return json(response, 404, { error: { message: "Invalid URL", type: "invalid_request_error" } });
    const judged = judgeRequest(
      {
        authorization: request.headers.authorization,
        contentType: request.headers["content-type"],
        raw: await text(request),
      },
      { apiKey, models, thinking },
    );
    if ("error" in judged) {
      refused.push({ status: judged.status, message: judged.error.message });
      return json(response, judged.status, { error: judged.error });
    }
    requests.push(judged);
    const behaviour = await script(judged, requests.length);
    await behave(response, judged, behaviour, { clock, signal: stopping.signal });
  }
  const server = createServer((request, response) => {
    // The client may hang up, and the stop does; neither is anybody's fault.
    answer(request, response).catch(() => response.destroy());
  });
  return {
    requests,
    refused,
    follow: (next) => {
      script = next;
    },
    start: () =>
      new Promise((resolve, reject) => {
        server.once("error", reject);
        server.listen(0, "127.0.0.1", () => {
          const { port } = server.address() as AddressInfo;
          resolve({ url: `http://127.0.0.1:${port}/v1` });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        stopping.abort();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Scene {
  clock: Clock;
  signal: AbortSignal;
}

async function behave(
  response: ServerResponse,
  request: ChatRequest,
  behaviour: Behaviour,
  { clock, signal }: Scene,
): Promise<void> {
  switch (behaviour.kind) {
    case "text": {
      if (behaviour.latencyMs !== undefined) await clock.sleep(behaviour.latencyMs, signal);
      const { text, finish = "stop" } = behaviour;
      return complete(response, request, { text, refusal: null, finish }, clock.now());
    }
    case "refusal":
      return complete(response, request, { text: "", refusal: behaviour.text, finish: "stop" }, clock.now());
    case "status":
      if (behaviour.retryAfter !== undefined) response.setHeader("retry-after", behaviour.retryAfter);
      return json(response, behaviour.status, {
        error: { message: `answered ${behaviour.status}`, type: "server_error", param: null, code: null },
      });
    case "malformed":
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end("<html>gateway</html>");
    case "truncated": {
      const body = completionBody(
        request,
        { text: behaviour.text, refusal: null, finish: "stop" },
        clock.now(),
      );
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.write(body.slice(0, body.length / 2), () => response.destroy());
      return;
    }
    case "huge":
      response.writeHead(200, { "content-type": "application/json" });
      return void response.end(`{"choices":[],"padding":"${"x".repeat(behaviour.bytes)}"}`);
    case "silent":
      response.writeHead(200, { "content-type": "application/json" });
      return void response.flushHeaders();
    case "drip": {
      const answer = { text: behaviour.text, refusal: null, finish: "stop" } as const;
      response.writeHead(200, { "content-type": "application/json" });
      for (const character of completionBody(request, answer, clock.now())) {
        if (response.destroyed || signal.aborted) return;
        response.write(character);
        await clock.sleep(behaviour.everyMs, signal);
      }
      return void response.end();
    }
    case "endless":
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"choices":[');
      while (!response.destroyed && !signal.aborted) {
        response.write(" ");
        await clock.sleep(20, signal);
      }
  }
}

function complete(response: ServerResponse, request: ChatRequest, written: Written, now: Date): void {
  if (request.stream) {
    writeStream(response, request, written, now);
    return;
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.end(completionBody(request, written, now));
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
