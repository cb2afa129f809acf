import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Runs in a row that failed for a reason that trying again does not mend; older code leaves it at its default. */
export const failedRuns: Migration = {
  async up(db) {
    await sql`alter table incidents add column failures integer not null default 0`.execute(db);
  },
};
