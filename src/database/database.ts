import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type pg from "pg";
import { type Clock, createClock } from "../core/clock.ts";
import { messageOf, OperationError } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { isAnswering } from "./answers.ts";
import { makeDataDir } from "./embedded/cluster-folder.ts";
import { startEmbedded } from "./embedded/embedded-server.ts";
import { lockFolder } from "./embedded/folder-lock.ts";
import { findPostmaster } from "./embedded/postmaster.ts";
import { chooseServerUser } from "./embedded/server-user.ts";
import { toDatabaseError } from "./errors.ts";
import { migrate } from "./migrate.ts";
import { createKysely, createPool } from "./pool.ts";
import type { Tables } from "./tables.ts";
import { untilReached } from "./until-reached.ts";

/** The service's state. */
export interface Database {
  db: Kysely<Tables>;
  pool: pg.Pool;
  /** Connection string of the same database, for parts that keep connections of their own. */
  url: string;
  isHealthy(): Promise<boolean>;
  /** Every call shares the first's outcome. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Absent, or undefined at the start: the embedded server. Asked again with each new connection. */
  databaseUrl?: (() => string | undefined) | undefined;
  dataDir: string;
  logger: Logger;
  clock: Clock;
  /** The owner starts the embedded server and migrates; a guest joins what runs and changes no schema. */
  role: "owner" | "guest";
  signal?: AbortSignal | undefined;
  /** How long an owner waits for a server that is away or slow; 0, and a guest: it is asked once. */
  waitMs?: number | undefined;
  /** Time that the first connection has. */
  connectMs?: number | undefined;
}

/** Throws OperationError with what to do where the data folder is held, unwritable or full, or the server is too old. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const server = await reachServer(options);
  try {
    const now = () => options.databaseUrl?.() ?? server.url;
    if (options.role === "guest") return connect(server, now, options);
    const { logger, signal, waitMs: boundMs = 0 } = options;
    return await untilReached((connectMs) => takeOver(server, now, { logger, connectMs }), {
      boundMs,
      logger,
      signal,
      connectMs: options.connectMs,
    });
  } catch (error) {
    await server.stop();
    const url = options.databaseUrl?.();
    throw url === undefined ? error : explainServer(error, url);
  }
}

interface Connecting {
  logger: Logger;
  connectMs?: number | undefined;
}

/** What the rest of a start asks one after the other finds these there, and does not wait for new ones. */
const WARM = 5;

async function takeOver(server: Server, url: () => string, connecting: Connecting): Promise<Database> {
  await migrate({ url: url(), ...connecting });
  const database = connect(server, url, connecting);
  const warming = await Promise.allSettled(Array.from({ length: WARM }, () => database.pool.connect()));
  for (const made of warming) if (made.status === "fulfilled") made.value.release();
  const failed = warming.find(({ status }) => status === "rejected");
  if (failed?.status !== "rejected") return database;
  await database.pool.end();
  throw toDatabaseError(failed.reason);
}

/** Names the address alone: the rest of the URL is a secret. */
function explainServer(error: unknown, databaseUrl: string): unknown {
  if (error instanceof OperationError && error.reason !== "unavailable") return error;
  const address = databaseUrl.replace("@/", "@localhost/");
  const host = URL.canParse(address) ? new URL(address).host : "an address that cannot be read";
  const cause = error instanceof OperationError ? (error.cause ?? error) : error;
  return new OperationError(
    `cannot work with the PostgreSQL server of DATABASE_URL at ${host} (${messageOf(cause)}): start it, correct DATABASE_URL, or unset it to use the embedded server`,
    { reason: "unavailable", retryable: true, cause: error },
  );
}

interface Server {
  url: string;
  stop(): Promise<void>;
}

async function reachServer(options: DatabaseOptions): Promise<Server> {
  const url = options.databaseUrl?.();
  if (url !== undefined) return { url, stop: async () => {} };
  return options.role === "owner" ? ownServer(options) : joinServer(options.dataDir);
}

async function ownServer({ dataDir, logger, signal }: DatabaseOptions): Promise<Server> {
  await makeDataDir(dataDir);
  const lock = await lockFolder(dataDir, createClock()).catch((error: unknown) => explain(error, dataDir));
  try {
    const server = await startEmbedded({
      dataDir: await realpath(dataDir),
      logger,
      ...(signal && { signal }),
    });
    const stop = async () => {
      await server.stop();
      await lock.release();
    };
    return { url: socketUrl(server.socketFolder, "postgres"), stop };
  } catch (error) {
    await lock.release();
    return explain(error, dataDir);
  }
}

/** File errors that a person can mend; an OperationError has its words already. */
function explain(error: unknown, dataDir: string): never {
  if (error instanceof OperationError || !(error instanceof Error) || !("syscall" in error)) throw error;
  throw new OperationError(
    `cannot use the data folder ${dataDir} (${error.message}): make it writable for this user, free some space, or set DATA_DIR to another folder`,
    { reason: "unavailable", retryable: false, cause: error },
  );
}

async function joinServer(dataDir: string): Promise<Server> {
  return { url: await urlOfRunning(dataDir, "postgres"), stop: async () => {} };
}

/** The embedded server that runs on a data folder, for one of its roles. Throws OperationError `not-found` where none does. */
export async function urlOfRunning(dataDir: string, user: string): Promise<string> {
  const nobody = () =>
    new OperationError(
      `no kube-autofix runs on the data folder ${dataDir}: start "kube-autofix serve" first, set DATA_DIR to the folder that it uses, or set DATABASE_URL`,
      { reason: "not-found", retryable: false },
    );
  const real = await realpath(dataDir).catch(() => {
    throw nobody();
  });
  const root = (await chooseServerUser()).rootFolder(real);
  const postmaster = await findPostmaster(join(root, "postgres"));
  if (postmaster === undefined) throw nobody();
  return socketUrl(postmaster.socketFolder, "postgres", user);
}

/** A connection string for a server's socket, in the form that pg reads. */
export function socketUrl(socketFolder: string, database: string, user = "postgres"): string {
  return `postgresql://${user}@/${database}?host=${encodeURIComponent(socketFolder)}`;
}

const HEALTH_BOUND_MS = 2_000;

function connect(server: Server, url: () => string, { logger, connectMs }: Connecting): Database {
  const pool = createPool({ url, logger, connectMs });
  let answered = 0;
  const db = createKysely(pool, { onAnswer: () => (answered += 1) });
  let outcome: Promise<void> | undefined;
  const close = async () => {
    try {
      await db.destroy();
    } finally {
      await server.stop();
    }
  };
  return {
    db,
    pool,
    url: server.url,
    isHealthy: () =>
      isAnswering({
        ask: () => sql`select 1`.execute(db),
        answers: { count: () => answered },
        late: (signal) => createClock().sleep(HEALTH_BOUND_MS, signal),
      }),
    close: () => {
      outcome ??= close();
      return outcome;
    },
  };
}
