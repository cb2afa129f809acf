import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** Text of one file that stands there once, and what stands there instead. */
export interface Edit {
  /** From the project's folder. */
  file: string;
  from: string;
  to: string;
}

/**
 * A copy of parts of the project with edits made to it, for as long as `use` takes.
 * @throws Error where the text of an edit does not stand in its file exactly once
 */
export async function withAlteredCopy<T>(
  { parts, edits }: { parts: readonly string[]; edits: readonly Edit[] },
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "autofix-altered-"));
  try {
    for (const part of parts) await cp(join(ROOT, part), join(folder, part), { recursive: true });
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"));
    for (const { file, from, to } of edits) {
      const path = join(folder, file);
      await writeFile(path, replaceOnce(await readFile(path, "utf8"), { file, from, to }));
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How often the text of an edit stands in the project's own file. */
export async function timesThere({ file, from }: Edit): Promise<number> {
  return (await readFile(join(ROOT, file), "utf8")).split(from).length - 1;
}

function replaceOnce(source: string, { file, from, to }: Edit): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not hold this once: ${from}`);
  return source.replace(from, () => to);
}
