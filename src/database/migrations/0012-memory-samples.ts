import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Memory in use over time, where nothing else keeps it; older code neither writes nor reads it. */
export const memorySamples: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // By the metrics server's own time: what it measured once is kept once, however often it is asked.
  `create table memory_samples (
    namespace text not null,
    pod text not null,
    container text not null,
    at timestamptz not null,
    bytes bigint not null,
    taken_at timestamptz not null,
    primary key (namespace, pod, container, at)
  )`,
  `create index memory_samples_taken on memory_samples (taken_at)`,
  `create index incidents_last_symptom on incidents (last_symptom_at)`,
];
