import { createHash } from "node:crypto";
import { chown, lstat, mkdir, mkdtemp, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getuid } from "node:process";
import type { ServerUser } from "./server-user.ts";

/** sun_path of unix(7) holds 108 bytes with the closing zero; a longer path stops the server. */
const MAX_SOCKET_PATH_BYTES = 107;
export const SOCKET_NAME = ".s.PGSQL.5432";

/** A folder for the server's socket that no other user can enter: the server trusts whoever reaches it. */
export async function makeSocketFolder(root: string, user: ServerUser): Promise<string> {
  const besideData = join(await realpath(root), "socket");
  if (fits(besideData)) return makePrivate(besideData, user);
  const name = `kube-autofix-${createHash("sha256").update(besideData).digest("hex").slice(0, 16)}`;
  const parent = fits(join(tmpdir(), `${name}-XXXXXX`)) ? tmpdir() : "/tmp";
  const folder = await makePrivate(join(parent, name), user).catch(() => undefined);
  if (folder !== undefined) return folder;
  // Somebody else owns that name in the shared folder: take one that nobody can know beforehand.
  const unguessable = await mkdtemp(join(parent, `${name}-`));
  return makePrivate(unguessable, user);
}

const fits = (folder: string) => Buffer.byteLength(join(folder, SOCKET_NAME)) <= MAX_SOCKET_PATH_BYTES;

async function makePrivate(folder: string, user: ServerUser): Promise<string> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  const found = await lstat(folder);
  const isOurs = found.uid === getuid?.() || found.uid === user.uid;
  if (!found.isDirectory() || !isOurs || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is open to others`);
  }
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid ?? user.uid);
  return folder;
}
