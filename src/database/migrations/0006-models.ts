import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What models have cost, and what they answered; older code asks none. */
export const models: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // Reserved before a call and settled after it; a row that was never settled counts as what was reserved.
  `create table model_spend (
    id uuid primary key,
    incident_id uuid not null,
    agent text not null,
    model text not null,
    at timestamptz not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cost_micros bigint,
    settled boolean not null default false
  )`,
  `create index model_spend_at on model_spend (at)`,
  `create index model_spend_incident on model_spend (incident_id)`,
  // By the digest of the question. Without an answer it is being asked.
  `create table model_answers (
    digest text primary key,
    asked_at timestamptz not null,
    answer jsonb,
    expires_at timestamptz not null
  )`,
  `create index model_answers_expiry on model_answers (expires_at)`,
];
