import { request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Delivery } from "./delivery.ts";

export interface Bounds {
  /** Until the connection stands. */
  connectMs: number;
  /** Until the whole answer is there. */
  answerMs: number;
}

export type Posted =
  | { kind: "answer"; status: number; body: string }
  | { kind: "no-connection" }
  | { kind: "no-answer" };

const READ_AT_MOST_CHARS = 1024 * 1024;

/** Sends a delivery within the platform's bounds of wall time; follows no redirect. */
export function post(url: string, delivery: Delivery, bounds: Bounds): Promise<Posted> {
  return new Promise((resolve) => {
    let isConnected = false;
    const send = url.startsWith("https:") ? secureRequest : request;
    const length = String(Buffer.byteLength(delivery.body));
    const outgoing = send(url, {
      method: "POST",
      headers: { ...delivery.headers, "content-length": length },
      agent: false,
    });
    const giveUp = (posted: Posted) => {
      clearTimeout(connecting);
      clearTimeout(answering);
      resolve(posted);
      outgoing.destroy();
    };
    const connecting = setTimeout(() => giveUp({ kind: "no-connection" }), bounds.connectMs);
    const answering = setTimeout(() => giveUp({ kind: "no-answer" }), bounds.answerMs);
    outgoing.on("socket", (socket) =>
      socket.once("connect", () => {
        isConnected = true;
        clearTimeout(connecting);
      }),
    );
    outgoing.on("error", () => giveUp(isConnected ? { kind: "no-answer" } : { kind: "no-connection" }));
    outgoing.on("response", (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > READ_AT_MOST_CHARS) giveUp({ kind: "no-answer" });
      });
      response.on("end", () => giveUp({ kind: "answer", status: response.statusCode ?? 0, body }));
      response.on("error", () => giveUp({ kind: "no-answer" }));
    });
    outgoing.end(delivery.body);
  });
}
