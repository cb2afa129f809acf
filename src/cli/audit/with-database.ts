import type { Kysely } from "kysely";
import { readConfig } from "../../config/config.ts";
import { createClock } from "../../core/clock.ts";
import { silentLogger } from "../../core/logger.ts";
import { openDatabase } from "../../database/database.ts";
import type { Tables } from "../../database/tables.ts";
import { withProgress } from "../progress.ts";
import type { CommandContext } from "../run-command.ts";

/** Reads beside the service that runs: it starts no server and changes no schema, and its output is the answer alone. */
export async function withDatabase<T>(
  { env, err }: Pick<CommandContext, "env" | "err">,
  work: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const config = readConfig(env);
  const database = await openDatabase({
    databaseUrl: config.database.url,
    dataDir: config.dataDir,
    logger: silentLogger,
    clock: createClock(),
    role: "guest",
  });
  try {
    return await withProgress(err, "at work in the database", work(database.db));
  } finally {
    await database.close();
  }
}
