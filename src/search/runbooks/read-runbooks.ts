import { readFile, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import { findRunbookFiles, MAX_RUNBOOK_FILES } from "./find-runbook-files.ts";
import { type Passage, parseRunbook } from "./parse-runbook.ts";

const MAX_BYTES = 256 * 1024;

/**
 * The sections of every Markdown file below a folder. A file that is too large or cannot be read is named in the log.
 * Throws where the folder cannot be read.
 */
export async function readRunbooks(folder: string, logger: Logger): Promise<Passage[]> {
  const files = await findRunbookFiles(folder);
  if (files.length > MAX_RUNBOOK_FILES)
    logger.warn(
      { folder, files: files.length, read: MAX_RUNBOOK_FILES },
      "too many runbooks: the rest is left out",
    );
  const passages: Passage[] = [];
  for (const path of files.slice(0, MAX_RUNBOOK_FILES)) {
    const text = await readText(path, logger);
    if (text !== undefined) passages.push(...parseRunbook(text, relative(folder, path).split(sep).join("/")));
  }
  return passages;
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
