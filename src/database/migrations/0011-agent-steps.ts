import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { CHANGE_CHANNEL } from "./0009-incident-lists.ts";

/**
 * What each agent did when and for how long, and which entries of the audit it wrote. The number of a step is no part
 * of an entry's hash: it says who wrote, and decides nothing. Older code writes neither.
 */
export const agentSteps: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  "alter table audit add column step uuid",
  "create index audit_step on audit (step) where step is not null",
  `create table agent_steps (
    id uuid primary key,
    incident_id uuid not null,
    agent text not null,
    move text,
    reason text not null,
    started_at timestamptz not null,
    ms double precision not null,
    failure text
  )`,
  "create index agent_steps_incident on agent_steps (incident_id, started_at desc, id desc)",
  // A step is kept after what it wrote: a page that was drawn in between is told again.
  `create function tell_step() returns trigger language plpgsql as
    $$ begin
      perform pg_notify('${CHANGE_CHANNEL}', new.incident_id || '.' ||
        coalesce((select sequence from incidents where id = new.incident_id), 0));
      return null;
    end $$`,
  "create trigger agent_steps_tell after insert on agent_steps for each row execute function tell_step()",
];
