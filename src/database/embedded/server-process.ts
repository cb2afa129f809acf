import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import type { Clock } from "../../core/clock.ts";
import { messageOf, OperationError } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { lastLines } from "./cluster-folder.ts";
import { isServerOf, type Postmaster, stopPostmaster } from "./postmaster.ts";
import { commandFor, type ServerUser } from "./server-user.ts";

/** Where a server's files are and who runs it. */
export interface Installation {
  root: string;
  folder: string;
  socketFolder: string;
  binaries: PostgresBinaries;
  user: ServerUser;
}

export interface StartOptions {
  logger: Logger;
  settings?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
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
const MAX_LOG_BYTES = 8 * 1024 * 1024;

/** Throws OperationError with the last lines of the server's log where it does not come up. */
export async function startServer(
  at: Installation,
  options: StartOptions,
  clock: Clock,
): Promise<Postmaster> {
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

/** Throws where the server does not answer within a minute, or has failed. */
export async function waitUntilReady(
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
