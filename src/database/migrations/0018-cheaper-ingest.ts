import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Each alert and signal was put into an index of incidents before it had one. */
export const cheaperIngest: Migration = {
  async up(db: Kysely<unknown>) {
    for (const table of ["alerts", "signals"]) {
      const index = sql.id(`${table}_incident`);
      await sql`drop index ${index}`.execute(db);
      await sql`create index ${index} on ${sql.table(table)} (incident_id) where incident_id is not null`.execute(
        db,
      );
    }
  },
};
