import { join } from "node:path";
import type { Kysely } from "kysely";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import { keepRunbooks } from "../../incidents/research/runbook-library.ts";
import { readRunbooks } from "../../search/runbooks/read-runbooks.ts";

/** Beside the code in the repository, and in the package and the image alike. */
const SHIPPED = join(import.meta.dirname, "..", "..", "..", "docs", "runbooks");

/** Fills the library from the set that ships and from the folder of the operator. A folder that cannot be read is gone without. */
export async function loadRunbooks(deps: {
  db: Kysely<Tables>;
  folder: string | undefined;
  logger: Logger;
}): Promise<void> {
  const { db, folder, logger } = deps;
  for (const [library, path] of [
    ["shipped", SHIPPED],
    ["own", folder],
  ] as const) {
    try {
      await keepRunbooks(db, library, path === undefined ? [] : await readRunbooks(path, logger));
    } catch (error) {
      const remedy = "the service goes on without them; check that the folder exists and can be read";
      logger.error({ library, folder: path, error: messageOf(error), remedy }, "runbooks were not loaded");
    }
  }
}
