import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { OperationError } from "../../core/errors.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { commandFor, type ServerUser } from "./server-user.ts";

const run = promisify(execFile);

/** What a fresh database, its write-ahead log and a first day of work take. */
const FIRST_START_BYTES = 128 * 1024 * 1024;
const UNFINISHED = "postgres-unfinished";

/** Makes the data folder that the service keeps its files in; a person can act on each of the errors. */
export async function makeDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((cause: NodeJS.ErrnoException) => {
    throw new OperationError(
      `cannot make the data folder ${dataDir} (${cause.code}): make it writable for this user, free some space, or set DATA_DIR to another folder`,
      { reason: "forbidden", retryable: false, cause },
    );
  });
}

/** Creates the database cluster at the first start; one that a crash left unfinished is begun anew. */
export async function ensureCluster(
  root: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<string> {
  const folder = join(root, "postgres");
  const version = await readFile(join(folder, "PG_VERSION"), "utf8").catch(() => undefined);
  if (version === undefined) await createCluster(root, folder, binaries, user);
  else if (version.trim() !== binaries.major) {
    throw new OperationError(
      `${folder} was written by PostgreSQL ${version.trim()}, and this version of kube-autofix brings ${binaries.major}: use the version that wrote it, or set DATA_DIR to a new folder`,
      { reason: "invalid", retryable: false },
    );
  }
  return folder;
}

async function createCluster(
  root: string,
  folder: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<void> {
  await refuseFullDisk(root);
  if ((await readdir(folder).catch(() => [])).length > 0) {
    throw new OperationError(
      `${folder} is not empty and holds no database: move it away, or set DATA_DIR to another folder`,
      { reason: "invalid", retryable: false },
    );
  }
  const unfinished = join(root, UNFINISHED);
  await rm(unfinished, { recursive: true, force: true });
  const { file, args, options } = commandFor(user, binaries.initdb, [
    ...["-D", unfinished, "-U", "postgres", "--encoding=UTF8", "--no-instructions"],
    // Who reaches the socket is trusted, for its folder admits this user alone; nothing listens on the network.
    ...["--auth-local=trust", "--auth-host=reject"],
    // The order of texts must not change with the machine's libraries.
    ...["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
  ]);
  await run(file, args, { ...options, cwd: root }).catch(async (cause: Error & { stderr?: string }) => {
    await rm(unfinished, { recursive: true, force: true });
    throw new OperationError(
      `cannot create the database in ${root}: ${lastLines(cause.stderr ?? cause.message)}. Make the folder writable, free some space, or set DATA_DIR to another folder`,
      { reason: "unavailable", retryable: false, cause },
    );
  });
  await rename(unfinished, folder);
}

async function refuseFullDisk(root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= FIRST_START_BYTES) return;
  throw new OperationError(
    `${root} has ${Math.floor((bavail * bsize) / 1048576)} MiB free and a new database needs ${FIRST_START_BYTES / 1048576} MiB: free some space, or set DATA_DIR to a folder on another disk`,
    { reason: "unavailable", retryable: false },
  );
}

export function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" / ").slice(-500);
}
