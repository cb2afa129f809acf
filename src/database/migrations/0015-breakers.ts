import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Each time that a breaker opened, and how it was lifted. Older code knows of none and is held by none. */
export const breakers: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `create table breakers (
    id uuid primary key,
    cluster text not null,
    breaker text not null,
    scope text not null,
    reason text not null,
    opened_at timestamptz not null,
    seen_at timestamptz not null,
    incident_id uuid references incidents (id),
    lifted_at timestamptz,
    lifted_by text
  )`,
  // Whatever the number of replicas that see the same, it opens once.
  `create unique index breakers_open on breakers (cluster, breaker, scope) where lifted_at is null`,
  `create index breakers_history on breakers (opened_at desc)`,
  // What is counted before each change.
  `create index attempts_started on attempts (started_at)`,
];
