import { join } from "node:path";
import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import { keepRunbooks } from "../../incidents/research/runbook-library.ts";
import { folderState } from "../../search/runbooks/folder-state.ts";
import type { Passage } from "../../search/runbooks/parse-runbook.ts";
import { readRunbooks } from "../../search/runbooks/read-runbooks.ts";

/** Beside the code in the repository, and in the package and the image alike. */
const SHIPPED = join(import.meta.dirname, "..", "..", "..", "docs", "runbooks");
const LOOK_AGAIN_MS = 60_000;
const LOOK_BOUND_MS = 2_000;
const UNREADABLE = "not read: ";

interface RunbookDeps {
  db: Kysely<Tables>;
  folder: string | undefined;
  clock: Clock;
  logger: Logger;
}

export interface Runbooks {
  /** Looks at most once a minute whether the operator's folder has changed, and takes it in. Never throws. */
  refresh(): Promise<void>;
}

/** Fills the library from the set that ships and from the folder of the operator. A folder that cannot be read is gone without. */
export async function loadRunbooks(deps: RunbookDeps): Promise<Runbooks> {
  const { db, folder, logger } = deps;
  await isKept(logger, "shipped", async () => {
    const shipped = await readRunbooks(SHIPPED, logger);
    await keepRunbooks(db, "shipped", shipped.map(asShipped));
  });
  if (folder !== undefined) return watchFolder(deps, folder);
  await isKept(logger, "own", () => keepRunbooks(db, "own", []));
  return { refresh: async () => {} };
}

async function watchFolder({ db, clock, logger }: RunbookDeps, folder: string): Promise<Runbooks> {
  let seen: string | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;
  const look = async () => {
    const state = await folderState(folder).catch((error: unknown) => `${UNREADABLE}${messageOf(error)}`);
    if (state === seen) return;
    // Before reading: a change under the reader's eyes is another state at the next look.
    seen = state;
    const load = async () => keepRunbooks(db, "own", await readRunbooks(folder, logger));
    // What could not be kept is tried again; a folder that cannot be read is told of once.
    if (!(await isKept(logger, folder, load)) && !state.startsWith(UNREADABLE)) seen = undefined;
  };
  const lookAgain = async () => {
    const now = clock.now().getTime();
    if (underWay === undefined && now - lookedAt >= LOOK_AGAIN_MS) {
      lookedAt = now;
      underWay = look().finally(() => {
        underWay = undefined;
      });
    }
    await underWay;
  };
  await lookAgain();
  return { refresh: () => Promise.race([lookAgain(), aWhile()]) };
}

/** A folder on a disk that does not answer holds up nobody: the search goes on with what was read before. */
function aWhile(): Promise<void> {
  const signal = AbortSignal.timeout(LOOK_BOUND_MS);
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** A person who reads of it finds it in the project. */
const asShipped = (passage: Passage): Passage => ({ ...passage, source: `docs/runbooks/${passage.source}` });

async function isKept(logger: Logger, folder: string, load: () => Promise<void>): Promise<boolean> {
  try {
    await load();
    return true;
  } catch (error) {
    const remedy = "the service goes on with what it has; check that the folder exists and can be read";
    logger.error({ folder, error: messageOf(error), remedy }, "runbooks were not loaded");
    return false;
  }
}
