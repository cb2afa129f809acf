import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { silentLogger } from "../../../src/core/logger.ts";
import { socketUrl } from "../../../src/database/database.ts";
import { startEmbedded } from "../../../src/database/embedded/embedded-server.ts";
import { migrate } from "../../../src/database/migrate.ts";
import { removeAtExit } from "../../support/end-on-signal.ts";

/** A migrated database of its own for each service. */
export type NewDatabase = () => Promise<{ url: string; drop(): Promise<void> }>;

export interface Databases {
  socketFolder: string;
  stop(): Promise<void>;
}

const TEMPLATE = "scenario_template";
/** A machine under load is slow to connect. */
const CONNECT_MS = 60_000;

/** One embedded server for all services of a run, gone at its end. */
export async function startDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-scenarios-"));
  const remove = removeAtExit(folder);
  const server = await startEmbedded({
    dataDir: folder,
    logger: silentLogger,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  await asAdmin(server.socketFolder, `create database ${TEMPLATE}`);
  const url = socketUrl(server.socketFolder, TEMPLATE);
  await migrate({ url, logger: silentLogger, connectMs: CONNECT_MS });
  return {
    socketFolder: server.socketFolder,
    async stop() {
      await server.stop();
      remove();
    },
  };
}

export const databasesOf =
  (socketFolder: string): NewDatabase =>
  async () => {
    const name = `s_${randomUUID().replaceAll("-", "")}`;
    await asAdmin(socketFolder, `create database ${name} template ${TEMPLATE}`);
    return {
      url: socketUrl(socketFolder, name),
      drop: () => asAdmin(socketFolder, `drop database ${name} with (force)`),
    };
  };

async function asAdmin(socketFolder: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: socketUrl(socketFolder, "postgres") });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
