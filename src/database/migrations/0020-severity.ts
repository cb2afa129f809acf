import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * What is due is taken by severity and age. The default is for rows of before and for code that knows no severity. The
 * check is not made of rows that are there: each has the default.
 */
export const severity: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const CHECK = "check (severity in ('critical', 'warning', 'info')) not valid";

const STATEMENTS = [
  `alter table signals add column severity text not null default 'warning'`,
  `alter table signals add constraint signals_severity ${CHECK}`,
  `alter table incidents add column severity text not null default 'warning'`,
  `alter table incidents add constraint incidents_severity ${CHECK}`,
  // In place of those of `due_at` alone: a claim asks for each severity by itself, so that none hides behind another.
  `drop index signals_pending`,
  `create index signals_turn on signals (severity, due_at) where state = 'pending'`,
  `drop index incidents_due`,
  `create index incidents_turn on incidents (severity, due_at) where due_at is not null`,
];
