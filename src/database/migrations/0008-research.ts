import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Runbooks to search, and what was searched on the web; older code does neither. */
export const research: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // Trusted since PostgreSQL 13: the owner of a database may make it. Where it is not to be had, words alone are searched.
  `do $$ begin create extension if not exists pg_trgm; exception when others then null; end $$`,
  `create table runbooks (
    library text not null,
    digest text not null,
    source text not null,
    title text not null,
    heading text not null,
    text text not null,
    causes text[] not null,
    alerts text[] not null,
    words tsvector generated always as (
      setweight(to_tsvector('english', title || ' ' || heading), 'A') || setweight(to_tsvector('english', text), 'C')
    ) stored,
    primary key (library, digest)
  )`,
  `create index runbooks_words on runbooks using gin (words)`,
  `create table searches (
    id uuid primary key,
    incident_id uuid not null,
    at timestamptz not null
  )`,
  `create index searches_at on searches (at)`,
  `create index searches_incident on searches (incident_id)`,
  // By the digest of the query.
  `create table search_results (
    digest text primary key,
    notes jsonb not null,
    expires_at timestamptz not null
  )`,
  `create index search_results_expiry on search_results (expires_at)`,
];
