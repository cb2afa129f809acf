import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Express } from "express";

export interface Sent {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** An app on a port of its own, asked over one connection. */
export async function openDoor(app: Express) {
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async post({ path, headers, body }: Sent): Promise<{ status: number; body: string }> {
      const length = String(Buffer.byteLength(body));
      const call = request({
        ...{ agent, port, path, method: "POST", host: "127.0.0.1" },
        headers: { ...headers, "Content-Length": length },
      });
      call.end(body);
      const [response] = await once(call, "response");
      return { status: response.statusCode, body: await text(response) };
    },
    async close() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whoever asks gets an answer of theirs to mend, or the advice to come again. */
export function mustBeAnswered({ status, body }: { status: number; body: string }): void {
  if (status < 500 || status === 503) return;
  throw new Error(`answered ${status}: ${body.slice(0, 200)}`);
}
