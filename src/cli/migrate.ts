import { readConfig } from "../config/config.ts";
import { createClock } from "../core/clock.ts";
import { openDatabase } from "../database/database.ts";
import { logFor } from "./log-for.ts";
import type { Command } from "./run-command.ts";

export const migrateCommand: Command = {
  summary: "bring the database to this version's schema, then end",
  async run(_args, context) {
    const { env, out } = context;
    const config = readConfig(env);
    const logger = logFor(config.logLevel, context);
    const database = await openDatabase({
      databaseUrl: config.database.url,
      dataDir: config.dataDir,
      logger,
      clock: createClock(),
      role: "owner",
    });
    await database.close();
    out.write("the schema is up to date\n");
    return 0;
  },
};
