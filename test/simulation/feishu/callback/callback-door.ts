import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { cardActionOf } from "../../../../src/notify/feishu/callback/card-action.ts";
import { openEnvelope } from "../../../../src/notify/feishu/callback/open-envelope.ts";
import { APP } from "../open-fake-feishu.ts";

export interface Received {
  rawBody: Buffer;
  headers: IncomingHttpHeaders;
}

/** A door as an application has one: believes what it can verify, and answers as a test wants. */
export async function openDoor(now: () => Date) {
  const received: Received[] = [];
  let reply = (response: ServerResponse): void => void response.end("{}");
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const one = { rawBody: Buffer.concat(chunks), headers: request.headers };
      received.push(one);
      const opened = open(one);
      if (opened.kind === "challenge") response.end(JSON.stringify({ challenge: opened.challenge }));
      else if (opened.kind === "refused") response.writeHead(403).end();
      else reply(response);
    });
  });
  const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);
  const open = ({ rawBody, headers }: Received) =>
    openEnvelope(
      {
        rawBody,
        timestamp: text(headers["x-lark-request-timestamp"]),
        nonce: text(headers["x-lark-request-nonce"]),
        signature: text(headers["x-lark-signature"]),
      },
      {
        encryptKeys: [APP.encryptKey],
        verificationTokens: [APP.verificationToken],
        appId: APP.appId,
      },
      now(),
    );
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/feishu/card`,
    received,
    /** The press that came last, as our own code reads it. */
    action() {
      const last = received.at(-1);
      const opened = last === undefined ? undefined : open(last);
      return opened?.kind === "event" ? cardActionOf(opened.body) : undefined;
    },
    answerWith(answer: unknown, status = 200) {
      const body = typeof answer === "string" ? answer : JSON.stringify(answer);
      reply = (response) => void response.writeHead(status).end(body);
    },
    answerBy(how: (response: ServerResponse) => void) {
      reply = how;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export type Door = Awaited<ReturnType<typeof openDoor>>;
