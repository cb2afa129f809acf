import { type Kysely, sql } from "kysely";
import { MIGRATIONS, type NumberedMigration } from "../../src/database/migrations.ts";

/** What a later version would do to the schema: a column, one with a default, an index, a table, a trigger. */
const STATEMENTS = [
  "alter table incidents add column later text",
  "alter table incidents add column later_count integer not null default 0",
  "create index incidents_later on incidents (later_count, opened_at desc)",
  "create table later_rows (id uuid primary key, incident_id uuid references incidents (id) on delete cascade)",
  `create function count_later() returns trigger language plpgsql as
    $$ begin new.later_count := old.later_count + 1; return new; end $$`,
  "create trigger incidents_count_later before update on incidents for each row execute function count_later()",
];

/** Makes the code of this process the version after the present one, by its schema; before anything is started. */
export function becomeNextVersion(): void {
  const number = MIGRATIONS.length + 1;
  const migration = {
    async up(db: Kysely<unknown>) {
      for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
    },
  };
  const name = `${String(number).padStart(4, "0")}-later`;
  (MIGRATIONS as NumberedMigration[]).push({ name, number, oldestCode: 1, migration });
}
