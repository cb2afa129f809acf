import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { silentLogger } from "../../../src/core/logger.ts";
import { socketUrl } from "../../../src/database/database.ts";
import { startEmbedded } from "../../../src/database/embedded/embedded-server.ts";
import { migrate } from "../../../src/database/migrate.ts";

/** A migrated database of its own for each service. */
export type NewDatabase = () => Promise<{ url: string; drop(): Promise<void> }>;

export interface Databases {
  fresh: NewDatabase;
  stop(): Promise<void>;
}

const TEMPLATE = "scenario_template";

/** One embedded server for all services of a run, gone at its end. */
export async function startDatabases(): Promise<Databases> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-scenarios-"));
  const server = await startEmbedded({
    dataDir: folder,
    logger: silentLogger,
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" },
  });
  const asAdmin = async (statement: string) => {
    const client = new pg.Client({ connectionString: socketUrl(server.socketFolder, "postgres") });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await asAdmin(`create database ${TEMPLATE}`);
  await migrate({ url: socketUrl(server.socketFolder, TEMPLATE), logger: silentLogger });
  return {
    async fresh() {
      const name = `s_${randomUUID().replaceAll("-", "")}`;
      await asAdmin(`create database ${name} template ${TEMPLATE}`);
      return {
        url: socketUrl(server.socketFolder, name),
        drop: () => asAdmin(`drop database ${name} with (force)`),
      };
    },
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
