import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { ChatRequest } from "./behaviour.ts";

export interface Written {
  text: string;
  refusal: string | null;
  finish: "stop" | "length" | "content_filter";
}

/** Ids differ, as a client that keys on them expects. */
const newId = () => `chatcmpl-${randomBytes(15).toString("base64url")}`;
const tokensOf = (text: string) => Math.ceil(Buffer.byteLength(text) / 4);

export function completionBody(request: ChatRequest, { text, refusal, finish }: Written, now: Date): string {
  const input = tokensOf(request.messages.map(({ content }) => content).join("\n"));
  const output = tokensOf(text);
  return JSON.stringify({
    id: newId(),
    object: "chat.completion",
    created: Math.floor(now.getTime() / 1000),
    model: request.model,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: refusal === null ? text : null, refusal },
        logprobs: null,
        finish_reason: finish,
      },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  });
}

/** The same as server-sent events, a few characters an event. */
export function writeStream(
  response: ServerResponse,
  request: ChatRequest,
  { text, finish }: Written,
  now: Date,
): void {
  const shared = {
    id: newId(),
    object: "chat.completion.chunk",
    created: Math.floor(now.getTime() / 1000),
    model: request.model,
  };
  const event = (delta: object, reason: string | null) =>
    response.write(
      `data: ${JSON.stringify({ ...shared, choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`,
    );
  response.writeHead(200, { "content-type": "text/event-stream" });
  event({ role: "assistant", content: "" }, null);
  for (let at = 0; at < text.length; at += 16) event({ content: text.slice(at, at + 16) }, null);
  event({}, finish);
  response.end("data: [DONE]\n\n");
}
