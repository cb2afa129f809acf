import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, chown, cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { promisify } from "node:util";
import { binariesIn, type PostgresBinaries } from "./binaries.ts";

const run = promisify(execFile);

/** PostgreSQL refuses to run as root; this is how it is started instead, and where its files live then. */
export interface ServerUser {
  /** Arguments before the program's own, the program last. */
  prefix: readonly string[];
  uid?: number;
  gid?: number;
  /** Where the server's files live, given the service's data folder. */
  rootFolder(dataDir: string): string;
  prepare(root: string, binaries: PostgresBinaries): Promise<PostgresBinaries>;
}

/** Secrets of the service's environment never reach the database server. */
export const SERVER_ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
};

const inPlace = (prefix: readonly string[]): ServerUser => ({
  prefix,
  rootFolder: (dataDir) => dataDir,
  prepare: async (_root, binaries) => binaries,
});

/**
 * Runs as a user namespace's user to whom this user's files belong: it works from folders that only root can enter. Also for a
 * user without a name, as containers have them: initdb stops where /etc/passwd names no user of its number.
 */
export async function chooseServerUser(): Promise<ServerUser> {
  const uid = getuid?.();
  const named = await namedUsers();
  if (uid !== 0 && (uid === undefined || named.includes(uid))) return inPlace([]);
  const stand = named.includes(NOBODY) ? NOBODY : named.find((other) => other !== 0);
  const unshare = ["unshare", "--user", `--map-user=${stand}`, `--map-group=${stand}`];
  if (stand !== undefined && (await succeeds([...unshare, "true"]))) return inPlace(unshare);
  return uid === 0 ? createOtherUser("/var/lib/kube-autofix") : inPlace([]);
}

/** Source: passwd(5). */
async function namedUsers(): Promise<number[]> {
  const lines = (await readFile("/etc/passwd", "utf8").catch(() => "")).split("\n");
  return lines.flatMap((line) => {
    const uid = line.split(":")[2];
    return uid === undefined ? [] : [Number(uid)];
  });
}

/** "nobody" on all distributions that Kubernetes nodes and images are made of. */
const NOBODY = 65534;

/** For root where user namespaces are refused: files below `base`, which that user can enter, unlike most of root's. */
export function createOtherUser(base: string): ServerUser {
  return {
    prefix: [],
    uid: NOBODY,
    gid: NOBODY,
    rootFolder: (dataDir) => join(base, createHash("sha256").update(dataDir).digest("hex").slice(0, 16)),
    async prepare(root, binaries) {
      await mkdir(base, { recursive: true });
      await chmod(base, 0o755);
      await mkdir(root, { recursive: true, mode: 0o700 });
      await chown(root, NOBODY, NOBODY);
      const asNobody = { uid: NOBODY, gid: NOBODY, env: SERVER_ENVIRONMENT, cwd: "/" };
      const isReadable = await run(binaries.postgres, ["--version"], asNobody).then(
        () => true,
        () => false,
      );
      if (isReadable) return binaries;
      const copy = join(base, `postgres-${binaries.major}`);
      await cp(binaries.folder, copy, { recursive: true, verbatimSymlinks: true });
      return binariesIn(copy, binaries.major);
    },
  };
}

/** The full command line for `program`, run as the server's user. */
export function commandFor(user: ServerUser, program: string, args: readonly string[]) {
  const [file = program, ...rest] = [...user.prefix, program, ...args];
  const identity = user.uid === undefined ? {} : { uid: user.uid, gid: user.gid ?? user.uid };
  return { file, args: rest, options: { ...identity, env: SERVER_ENVIRONMENT } };
}

function succeeds([file = "", ...args]: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: "ignore", env: SERVER_ENVIRONMENT });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
