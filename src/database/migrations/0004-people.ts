import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people decide beside yes and no, and the cards on which they do; older code knows none of it and works on. */
export const people: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  `alter table approvals add column ask_again_at timestamptz`,
  `create table pauses (
    cluster text not null,
    object_key text not null,
    until timestamptz not null,
    by text not null,
    at timestamptz not null,
    primary key (cluster, object_key)
  )`,
  // The one message of an incident on a channel that updates in place.
  `create table cards (
    channel text not null,
    incident_id uuid not null references incidents (id),
    message_id text not null,
    chat_id text not null,
    sent_at timestamptz not null,
    shown_at timestamptz not null,
    primary key (channel, incident_id)
  )`,
  // A button carries the handle alone: what it stands for is looked up here.
  `create table card_handles (
    handle text primary key,
    incident_id uuid not null references incidents (id),
    plan_digest text,
    action text not null,
    created_at timestamptz not null,
    unique nulls not distinct (incident_id, plan_digest, action)
  )`,
  `create table seen_callbacks (id text primary key, seen_at timestamptz not null)`,
  `create index seen_callbacks_age on seen_callbacks (seen_at)`,
];
