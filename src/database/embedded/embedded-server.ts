import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, rm, stat, truncate } from "node:fs/promises";
import { basename, join } from "node:path";
import pg from "pg";
import { type Clock, createClock } from "../../core/clock.ts";
import { messageOf, OperationError } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { findBinaries, type PostgresBinaries } from "./binaries.ts";
import { ensureCluster, lastLines, makeDataDir } from "./cluster-folder.ts";
import { findPostmaster, isServerOf, type Postmaster, stopPostmaster } from "./postmaster.ts";
import { chooseServerUser, commandFor, type ServerUser } from "./server-user.ts";
import { makeSocketFolder } from "./socket-folder.ts";

/** A PostgreSQL server that this process looks after. */
export interface EmbeddedServer {
  readonly socketFolder: string;
  pid(): number;
  /** Clean shutdown; every call shares the first's outcome. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dataDir: string;
  logger: Logger;
  user?: ServerUser;
  /** Server settings beyond or in place of the usual ones. */
  settings?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

interface Installation {
  root: string;
  folder: string;
  socketFolder: string;
  binaries: PostgresBinaries;
  user: ServerUser;
}

const SETTINGS = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  fsync: "on",
  timezone: "UTC",
  max_connections: "100",
  shared_buffers: "64MB",
  max_wal_size: "256MB",
  // Containers have 64 MB of /dev/shm, and our queries are too small to gain from several processes.
  max_parallel_workers_per_gather: "0",
  log_checkpoints: "off",
};
const START_BOUND_MS = 60_000;
const POLL_MS = 20;
const WATCH_MS = 200;
const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** Starts the server on `dataDir`, or takes over one that a killed service left running. The caller holds the folder's lock. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, logger } = options;
  // Processes live in wall time, also where the service's clock is sped up.
  const clock = createClock();
  await makeDataDir(dataDir);
  const installation = await install(dataDir, options.user ?? (await chooseServerUser()));
  const start = () => adoptOrStart(installation, options, clock);
  let postmaster = await start();
  const stopping = new AbortController();
  const watching = watch({
    clock,
    logger,
    isUp: () => isServerOf(postmaster.pid, installation.folder),
    revive: async () => {
      postmaster = await start();
    },
    signal: stopping.signal,
  });
  let outcome: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    await watching;
    await stopPostmaster(postmaster.pid, installation.folder, clock);
    if (basename(postmaster.socketFolder) !== "socket")
      await rm(postmaster.socketFolder, { recursive: true });
  };
  return {
    socketFolder: postmaster.socketFolder,
    pid: () => postmaster.pid,
    stop: () => {
      outcome ??= stop();
      return outcome;
    },
  };
}

async function install(dataDir: string, user: ServerUser): Promise<Installation> {
  const root = user.rootFolder(dataDir);
  const binaries = await user.prepare(root, await findBinaries());
  const folder = await ensureCluster(root, binaries, user);
  return { root, folder, binaries, user, socketFolder: await makeSocketFolder(root, user) };
}

async function adoptOrStart(at: Installation, options: EmbeddedOptions, clock: Clock): Promise<Postmaster> {
  const running = await findPostmaster(at.folder);
  if (running?.socketFolder === at.socketFolder) {
    const isReady = await waitUntilReady(running, at, clock, options.signal).then(
      () => true,
      () => false,
    );
    options.signal?.throwIfAborted();
    if (isReady) {
      options.logger.info({ pid: running.pid }, "took over the database server that was left running");
      return running;
    }
  }
  if (running) await stopPostmaster(running.pid, at.folder, clock);
  else await rm(join(at.folder, "postmaster.pid"), { force: true });
  return start(at, options, clock);
}

async function start(at: Installation, options: EmbeddedOptions, clock: Clock): Promise<Postmaster> {
  const child = await spawnServer(at, { ...SETTINGS, ...options.settings });
  const postmaster = { pid: child.pid ?? 0, socketFolder: at.socketFolder };
  try {
    await waitUntilReady(postmaster, at, clock, options.signal, () => child.exitCode !== null);
  } catch (cause) {
    await stopPostmaster(postmaster.pid, at.folder, clock);
    const log = await readFile(join(at.root, "postgres.log"), "utf8").catch(() => "");
    throw new OperationError(
      `the database server on ${at.folder} did not start: ${lastLines(log) || messageOf(cause)}. See ${join(at.root, "postgres.log")}; free some space where the disk is full`,
      { reason: "unavailable", retryable: true, cause },
    );
  }
  options.logger.info({ pid: postmaster.pid }, "the database server runs");
  return postmaster;
}

/** Detached, so that a signal to the service's terminal does not stop the database under work in flight. */
async function spawnServer(
  at: Installation,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const logFile = join(at.root, "postgres.log");
  if ((await stat(logFile).catch(() => ({ size: 0 }))).size > MAX_LOG_BYTES) await truncate(logFile);
  const log = await open(logFile, "a", 0o600);
  const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const { file, args, options } = commandFor(at.user, at.binaries.postgres, [
    ...["-D", at.folder, "-k", at.socketFolder, ...flags],
  ]);
  try {
    const child = spawn(file, args, {
      ...options,
      cwd: at.root,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    child.on("error", () => {});
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

async function waitUntilReady(
  { pid, socketFolder }: Postmaster,
  at: Installation,
  clock: Clock,
  signal?: AbortSignal,
  hasFailed: () => boolean = () => false,
): Promise<void> {
  const deadline = clock.now().getTime() + START_BOUND_MS;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await answers(socketFolder).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (answer === undefined && (await isServerOf(pid, at.folder))) return;
    if (hasFailed() || pid === 0) throw new Error("it ended at once");
    if (clock.now().getTime() > deadline) throw new Error(`no answer: ${messageOf(answer)}`);
    await clock.sleep(POLL_MS, signal);
  }
}

async function answers(socketFolder: string): Promise<void> {
  const client = new pg.Client({
    host: socketFolder,
    user: "postgres",
    database: "postgres",
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => {});
  }
}

interface Watch {
  clock: Clock;
  logger: Logger;
  isUp(): Promise<boolean>;
  revive(): Promise<void>;
  signal: AbortSignal;
}

/** Starts the server again whenever it is gone, for as long as the service runs. */
async function watch({ clock, logger, isUp, revive, signal }: Watch): Promise<void> {
  for (let failures = 0; ; ) {
    await clock.sleep(Math.min(10_000, WATCH_MS * 2 ** failures), signal).catch(() => {});
    if (signal.aborted) return;
    if (await isUp()) continue;
    logger.error({}, "the database server is gone: starting it again");
    await revive().then(
      () => {
        failures = 0;
      },
      (error: unknown) => {
        failures += 1;
        logger.error({ error: messageOf(error) }, "the database server did not start again");
      },
    );
  }
}
