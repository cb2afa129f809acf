import { connect as connectTo, createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** ReadyForQuery, outside of a transaction: the last of what a server says to a new connection, and to each query. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
/** Terminate: what a client says last. It is the client's end, and not that of the connection that all share. */
const END = Buffer.from([0x58, 0, 0, 0, 4]);

/**
 * A door on loopback to a server without a password, behind which all clients share one connection, as behind PgBouncer's
 * `pool_mode = transaction`. One client may ask at a time.
 */
export async function startTransactionPooler(socketUrl: string): Promise<{ url: string }> {
  const target = new URL(socketUrl.replace("@/", "@localhost/"));
  const shared = connectTo(`${target.searchParams.get("host")}/.s.PGSQL.5432`);
  const clients = new Set<Socket>();
  let greeting: Buffer = Buffer.alloc(0);
  let asking: Socket | undefined;
  shared.on("data", (chunk: Buffer) => {
    if (!greeting.subarray(-READY.length).equals(READY)) greeting = Buffer.concat([greeting, chunk]);
    asking?.write(chunk);
  });
  const server = createServer((client) => {
    clients.add(client);
    client.on("error", () => {});
    let isGreeted = false;
    client.on("data", (chunk: Buffer) => {
      if (chunk.equals(END)) return void client.end();
      if (!isGreeted && greeting.length > 0) client.write(greeting);
      else {
        asking = client;
        shared.write(chunk);
      }
      isGreeted = true;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  onTestFinished(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const client of clients) client.destroy();
    shared.destroy();
    await closed;
  });
  return { url: `postgresql://${target.username}@127.0.0.1:${address.port}${target.pathname}` };
}
