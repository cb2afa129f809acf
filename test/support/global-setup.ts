import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { silentLogger } from "../../src/core/logger.ts";
import { socketUrl } from "../../src/database/database.ts";
import { type EmbeddedServer, startEmbedded } from "../../src/database/embedded/embedded-server.ts";
import { migrate } from "../../src/database/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A socket that answers with the folder of the shared database server, and starts it when first asked. */
    databaseDoor: string;
  }
}

export const TEMPLATE = "migrated";

/** One database server for all test files, started by the first test that wants it and gone at the end. */
// biome-ignore lint/style/noDefaultExport: vitest asks for one, and hands its return value the end of the run.
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "autofix-test-"));
  const door = join(folder, "door");
  let server: Promise<EmbeddedServer> | undefined;
  let pid: number | undefined;
  const listener = createServer((socket) => {
    socket.on("error", () => {});
    server ??= startShared(folder);
    server.then(
      (running) => {
        pid = running.pid();
        socket.end(JSON.stringify({ socketFolder: running.socketFolder }));
      },
      (error: unknown) => socket.end(JSON.stringify({ error: String(error) })),
    );
  });
  await new Promise<void>((resolve) => listener.listen(door, resolve));
  project.provide("databaseDoor", door);
  // An interrupted run leaves neither a server nor a folder behind.
  const atExit = () => {
    if (pid !== undefined) process.kill(pid, "SIGQUIT");
    rmSync(folder, { recursive: true, force: true });
  };
  process.once("exit", atExit);
  return async () => {
    process.off("exit", atExit);
    listener.close();
    await (await server?.catch(() => undefined))?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

async function startShared(dataDir: string): Promise<EmbeddedServer> {
  const server = await startEmbedded({
    dataDir,
    logger: silentLogger,
    // The machine's crash is no test of ours, and every transaction waits for the disk otherwise.
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  const admin = new pg.Client({ connectionString: socketUrl(server.socketFolder, "postgres") });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await migrate({ url: socketUrl(server.socketFolder, TEMPLATE), logger: silentLogger });
  return server;
}
