import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** More are not looked for, so that a folder given by mistake costs little. */
export const MAX_RUNBOOK_FILES = 1_000;
const MAX_DEPTH = 6;

/**
 * Every Markdown file below a folder, at most one more than is taken. Hidden ones are left out: a mounted ConfigMap keeps
 * its copies there. Throws where the folder cannot be read.
 */
export async function findRunbookFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  await addBelow(folder, 0, found);
  return found;
}

async function addBelow(folder: string, depth: number, found: string[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (found.length > MAX_RUNBOOK_FILES) return;
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) await addBelow(path, depth + 1, found);
    // A file of a mounted ConfigMap is a link.
    else if ((entry.isFile() || entry.isSymbolicLink()) && /\.(?:md|markdown)$/i.test(entry.name))
      found.push(path);
  }
}
