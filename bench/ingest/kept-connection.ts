import { once } from "node:events";
import { connect } from "node:net";

/** One connection that asks the next thing when the last one is answered; a client that costs next to nothing. */
export interface KeptConnection {
  /** Throws where the answer is not 200. */
  ask(request: Buffer): Promise<void>;
  close(): void;
}

const HEADERS_END = "\r\n\r\n";

export async function openConnection(port: number): Promise<KeptConnection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let received = "";
  let waiting: PromiseWithResolvers<void> | undefined;
  const settle = (error?: Error) => {
    const asked = waiting;
    waiting = undefined;
    received = "";
    if (error === undefined) asked?.resolve();
    else asked?.reject(error);
  };
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
    const end = received.indexOf(HEADERS_END);
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < end + HEADERS_END.length + length) return;
    settle(received.startsWith("HTTP/1.1 200") ? undefined : new Error(`answered: ${received}`));
  });
  socket.on("error", (error) => settle(error));
  socket.on("close", () => settle(new Error("the server closed the connection")));
  return {
    ask(request) {
      waiting = Promise.withResolvers<void>();
      socket.write(request);
      return waiting.promise;
    },
    close: () => socket.destroy(),
  };
}
