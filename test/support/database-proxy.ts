import { connect as connectTo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A door on loopback to a database that is reached by a socket; a test shuts it to play an outage. */
export interface DatabaseProxy {
  url: string;
  /** Cuts every connection and refuses new ones. */
  shut(): Promise<void>;
  open(): Promise<void>;
}

/** `hear` is called with each connection, and what it returns with all that the client sends there. */
export async function startDatabaseProxy(
  socketUrl: string,
  hear?: () => (chunk: Buffer) => void,
): Promise<DatabaseProxy> {
  const target = new URL(socketUrl.replace("@/", "@localhost/"));
  const sockets = new Set<Socket>();
  const server = createServer((inward) => {
    const outward = connectTo(`${target.searchParams.get("host")}/.s.PGSQL.5432`);
    if (hear !== undefined) inward.on("data", hear());
    for (const [one, other] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const shut = async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  onTestFinished(async () => {
    if (server.listening) await shut();
  });
  return {
    url: `postgresql://${target.username}@127.0.0.1:${address.port}${target.pathname}`,
    shut,
    open: () => listen(address.port),
  };
}
