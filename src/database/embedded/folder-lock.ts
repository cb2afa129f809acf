import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Clock } from "../../core/clock.ts";
import { OperationError } from "../../core/errors.ts";
import { identifySelf, isAlive } from "./process-identity.ts";

/** Says that this process owns the data folder, until it is released or the process ends. */
export interface FolderLock {
  release(): Promise<void>;
}

const holderSchema = z.object({
  id: z.string(),
  pid: z.number(),
  startTicks: z.string().nullable(),
  scope: z.string(),
  host: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

const LOCK_FILE = "service.lock";
const HEARTBEAT_MS = 1_000;
/** How long a holder may take to end: a service that is started again at once must not trip over its killed predecessor. */
const LEAVING_MS = 1_000;
const POLL_MS = 50;
/** How long a holder that cannot be looked up from here (another container, another boot) may stay silent. */
const SILENCE_MS = 6_000;

/** Throws OperationError `conflict`, which names the holder, where another process owns `dataDir`. */
export async function lockFolder(dataDir: string, clock: Clock): Promise<FolderLock> {
  const path = join(dataDir, LOCK_FILE);
  const self: Holder = {
    id: randomUUID(),
    ...(await identifySelf()),
    host: hostname(),
    since: clock.now().toISOString(),
  };
  // Written whole under another name and linked: nobody ever reads half a lock.
  const draft = `${path}.${self.id}`;
  try {
    await writeFile(draft, JSON.stringify(self), { mode: 0o600 });
    while (!(await claim(draft, path))) await removeDeadHolder(path, dataDir, self.id, clock);
  } finally {
    await rm(draft, { force: true });
  }
  return keep(path, self, clock);
}

async function claim(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function removeDeadHolder(path: string, dataDir: string, ownId: string, clock: Clock): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const holder = parseHolder(text);
  if (holder !== undefined && (await lives(holder, path, clock))) {
    throw new OperationError(
      `another kube-autofix holds the data folder ${dataDir}: process ${holder.pid} on ${holder.host}, since ${holder.since}. Stop it, or set DATA_DIR to another folder`,
      { reason: "conflict", retryable: false },
    );
  }
  // Moved away first: two starters that both saw the dead holder must not remove each other's new lock.
  const aside = `${path}.dead-${ownId}`;
  await rename(path, aside).catch(() => {});
  const moved = await readFile(aside, "utf8").catch(() => undefined);
  if (moved !== undefined && moved !== text) await claim(aside, path);
  await rm(aside, { force: true });
}

function parseHolder(text: string): Holder | undefined {
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // A disk that was full left it empty: it names nobody.
    return undefined;
  }
}

async function lives(holder: Holder, path: string, clock: Clock): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < LEAVING_MS; waitedMs += POLL_MS) {
    const isRunning = await isAlive(holder);
    if (isRunning === undefined) return beats(path, clock);
    if (!isRunning) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

async function beats(path: string, clock: Clock): Promise<boolean> {
  const before = await heartbeatOf(path);
  for (let waitedMs = 0; waitedMs < SILENCE_MS; waitedMs += POLL_MS) {
    await clock.sleep(POLL_MS);
    if ((await heartbeatOf(path)) !== before) return true;
  }
  return false;
}

const heartbeatOf = (path: string) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );

function keep(path: string, self: Holder, clock: Clock): FolderLock {
  const beat = setInterval(() => {
    const now = clock.now();
    utimes(path, now, now).catch(() => {});
  }, HEARTBEAT_MS).unref();
  return {
    async release() {
      clearInterval(beat);
      const text = await readFile(path, "utf8").catch(() => "");
      if (parseHolder(text)?.id === self.id) await rm(path, { force: true });
    },
  };
}
