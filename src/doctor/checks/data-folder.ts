import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type Check, failure, ok, type Seen, warning } from "../check.ts";
import type { DoctorDeps } from "../doctor-deps.ts";

const MIB = 1024 * 1024;
/** What a fresh database and a first day take, and what a busy week does. */
const LEAST_MIB = 128;
const GOOD_MIB = 1024;

export function dataFolderCheck({ config }: Pick<DoctorDeps, "config">): Check {
  const { dataDir, database } = config;
  const elsewhere = "make it writable for the user that runs the service, or set DATA_DIR to another folder";
  return {
    name: "data-folder",
    needs: ["configuration"],
    async run() {
      const folder = await nearest(dataDir);
      const isThere = folder === dataDir;
      if (!(await isWritable(folder)))
        return [
          failure(`${isThere ? dataDir : `${dataDir} cannot be made: ${folder}`} is not writable`, elsewhere),
        ];
      const { mode } = await stat(folder);
      const seen: Seen[] = [];
      if (isThere && (mode & 0o007) !== 0)
        seen.push(warning(`everybody on this machine may enter ${dataDir}`, `chmod o-rwx ${dataDir}`));
      if (database.url() !== undefined)
        return [...seen, ok(`${dataDir} is writable; the database is elsewhere`)];
      return [...seen, await spaceOf(folder)];
    },
  };
}

async function spaceOf(folder: string): Promise<Seen> {
  const { bavail, bsize } = await statfs(folder);
  const free = Math.floor((bavail * bsize) / MIB);
  const detail = `${folder} is writable and has ${free} MiB left`;
  const remedy = "free some space, make the volume larger, or set DATABASE_URL to a server of your own";
  if (free < LEAST_MIB) return { status: "failure", detail, remedy };
  return free < GOOD_MIB ? warning(detail, remedy) : ok(detail);
}

/** The folder, or the first above it that is there. */
async function nearest(folder: string): Promise<string> {
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

const isWritable = (folder: string) =>
  access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
