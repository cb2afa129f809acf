import { rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { type Clock, createClock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import { findBinaries } from "./binaries.ts";
import { ensureCluster, makeDataDir } from "./cluster-folder.ts";
import { findPostmaster, isServerOf, type Postmaster, stopPostmaster } from "./postmaster.ts";
import { type Installation, startServer, waitUntilReady } from "./server-process.ts";
import { chooseServerUser, type ServerUser } from "./server-user.ts";
import { makeSocketFolder, SOCKET_NAME } from "./socket-folder.ts";
import { watchServer } from "./watch-server.ts";

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

/** The processes of a killed server let go of its memory a moment after it; until then a new one refuses to start. */
const START_TRIES = 4;
const RETRY_MS = 300;

/** Starts the server on `dataDir`, or takes over one that a killed service left running. The caller holds the folder's lock. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const { dataDir, logger } = options;
  // Processes live in wall time, also where the service's clock is sped up.
  const clock = createClock();
  await makeDataDir(dataDir);
  const installation = await install(dataDir, options.user ?? (await chooseServerUser()));
  let postmaster = await adoptOrStart(installation, options, clock);
  const stopping = new AbortController();
  const watching = watchServer({
    clock,
    logger,
    isUp: () => isServerOf(postmaster.pid, installation.folder),
    revive: async () => {
      postmaster = await adoptOrStart(installation, { ...options, signal: stopping.signal }, clock);
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
  for (let triesLeft = START_TRIES; ; triesLeft -= 1) {
    await removeStaleLocks(at);
    try {
      return await startServer(at, options, clock);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (triesLeft <= 1) throw error;
      await clock.sleep(RETRY_MS, options.signal);
    }
  }
}

/** No server runs here, yet to the server itself a process that got the same number, or a zombie, would look like one. */
async function removeStaleLocks(at: Installation): Promise<void> {
  for (const file of [join(at.folder, "postmaster.pid"), join(at.socketFolder, `${SOCKET_NAME}.lock`)]) {
    await rm(file, { force: true });
  }
}
