import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { type Passage, parseRunbook } from "./parse-runbook.ts";

const MAX_FILES = 1_000;
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 6;

/**
 * Every Markdown file below a folder, its sections. Hidden ones are left out: a mounted ConfigMap keeps its
 * copies there. A file that is too large or cannot be read is named in the log. Throws where the folder cannot be read.
 */
export async function readRunbooks(folder: string, logger: Logger): Promise<Passage[]> {
  const files = await markdownBelow(folder, 0);
  if (files.length > MAX_FILES)
    logger.warn({ folder, files: files.length, read: MAX_FILES }, "too many runbooks: the rest is left out");
  const passages: Passage[] = [];
  for (const path of files.slice(0, MAX_FILES)) {
    const text = await readText(path, logger);
    if (text !== undefined) passages.push(...parseRunbook(text, relative(folder, path).split(sep).join("/")));
  }
  return passages;
}

async function markdownBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".") || found.length > MAX_FILES) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth < MAX_DEPTH) found.push(...(await markdownBelow(path, depth + 1)));
    // A file of a mounted ConfigMap is a link.
    else if ((entry.isFile() || entry.isSymbolicLink()) && /\.(?:md|markdown)$/i.test(entry.name))
      found.push(path);
  }
  return found;
}

async function readText(path: string, logger: Logger): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_BYTES) return await readFile(path, "utf8");
    logger.warn({ path, mostBytes: MAX_BYTES }, "a runbook is too large and is left out: split it");
  } catch (error) {
    logger.warn({ path, error: messageOf(error) }, "a runbook cannot be read and is left out");
  }
  return undefined;
}
