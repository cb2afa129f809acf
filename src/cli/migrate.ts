import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { openDatabase } from "../database/database.ts";
import { logFor } from "./log-for.ts";
import { withProgress } from "./progress.ts";
import type { Command } from "./run-command.ts";

export const migrateCommand: Command = {
  summary: "bring the database to this version's schema, then end",
  async run(_args, context) {
    const { env, out, err } = context;
    const config = readConfig(env);
    const logger = logFor(config.logLevel, context);
    const opened = openDatabase({
      databaseUrl: config.database.url,
      waitMs: config.database.waitMs,
      dataDir: config.dataDir,
      logger,
      clock: createClock(),
      role: "owner",
    });
    const database = await withProgress(err, "bringing the schema up to date", opened);
    await database.close();
    out.write("the schema is up to date\n");
    return 0;
  },
};
