import { readFileSync } from "node:fs";
import pg from "pg";
import { silentLogger } from "../../../src/core/logger.ts";
import { socketUrl } from "../../../src/database/database.ts";
import { startEmbedded } from "../../../src/database/embedded/embedded-server.ts";
import { migrate } from "../../../src/database/migrate.ts";
import { KEEP_STATES } from "./keep-states.ts";
import { makeDisk } from "./small-disk.ts";

/** A PostgreSQL server of the run's own, which is started again when it is gone. */
export interface OwnPostgres {
  socketPath: string;
  /** Of the database, past every link. */
  url: string;
  kill(): void;
  /** Holds all of its processes where they are, as a disk that does not answer does; the return lets them go on. */
  freeze(): () => void;
  /** Each flush of the log takes so long more; 0 for none. */
  slowDisk(ms: number): Promise<void>;
  /** undefined where this machine lets us make no disk that can be full. */
  fillDisk: (() => void) | undefined;
  freeDisk(): void;
  stop(): Promise<void>;
}

export async function startOwnPostgres(options: { smallDisk: boolean }): Promise<OwnPostgres> {
  const disk = makeDisk({ isSmall: options.smallDisk });
  const server = await startEmbedded({
    dataDir: disk.folder,
    logger: silentLogger,
    settings: { max_connections: "200", max_wal_size: "96MB", shared_buffers: "32MB" },
  });
  const admin = socketUrl(server.socketFolder, "postgres");
  await query(admin, "create database chaos");
  const url = socketUrl(server.socketFolder, "chaos");
  await migrate({ url, logger: silentLogger });
  await query(url, KEEP_STATES);
  return {
    socketPath: `${server.socketFolder}/.s.PGSQL.5432`,
    url,
    kill: () => signal([server.pid()], "SIGKILL"),
    freeze() {
      const pids = familyOf(server.pid());
      signal(pids, "SIGSTOP");
      return () => signal(pids, "SIGCONT");
    },
    async slowDisk(ms) {
      await query(admin, `alter system set commit_delay = ${ms * 1_000}`);
      await query(admin, `alter system set commit_siblings = 0`);
      await query(admin, "select pg_reload_conf()");
    },
    fillDisk: disk.fill,
    freeDisk: disk.free,
    async stop() {
      disk.free();
      await server.stop();
      disk.remove();
    },
  };
}

async function query(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch {
      // It is gone.
    }
}

function familyOf(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return [pid, ...children.trim().split(" ").filter(Boolean).map(Number)];
  } catch {
    return [pid];
  }
}
