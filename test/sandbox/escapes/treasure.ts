import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "./escape.ts";

/** What attempts are after: a file, a variable of the environment, a listener, a process, and a place to leave a mark. */
export async function layTreasure() {
  const folder = mkdtempSync(join(tmpdir(), "canary-"));
  // Anybody may read and write it: what keeps a program away is to be the sandbox alone.
  chmodSync(folder, 0o777);
  const secret = randomUUID();
  const canary = join(folder, "canary");
  writeFileSync(canary, secret);
  chmodSync(canary, 0o666);
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.on("error", () => {});
    // Destroyed and not ended: who called may never close its side, and the listener could not stop.
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", () => resolve()));
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the listener has no port");
  const host: Host = { folder, canary, mark: join(folder, "mark"), port: address.port, victim: process.pid };
  return {
    host,
    secret,
    connections: () => connections,
    isUntouched: () => readFileSync(canary, "utf8") === secret && readdirSync(folder).length === 1,
    remove: async () => {
      rmSync(folder, { recursive: true, force: true });
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
