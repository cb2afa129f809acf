import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Root before symptom, and objects that are gone but were seen: both columns may be null, so older code works on. */
export const causesAndRecords: Migration = {
  async up(db) {
    await sql`alter table incidents add column caused_by uuid references incidents (id)`.execute(db);
    await sql`create index incidents_caused_by on incidents (caused_by) where caused_by is not null`.execute(
      db,
    );
    await sql`alter table signals add column record jsonb`.execute(db);
  },
};
