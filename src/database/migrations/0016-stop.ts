import { sql } from "kysely";
import type { Migration } from "kysely/migration";
import { GUARD_ROLE } from "./0010-guard.ts";

/** The stop of all changes, what was said of it, and the guard's look at it. Older code takes no notice; an older guard neither. */
export const stop: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

export const GUARD_STOP_VIEW = "guard_stop";

const STATEMENTS = [
  // One row, there from the start: whoever begins an attempt locks it, so that a stop is seen or waits.
  `create table stop_state (
    name text primary key check (name = 'all'),
    is_stopped boolean not null,
    by text,
    door text,
    reason text,
    at timestamptz
  )`,
  `insert into stop_state (name, is_stopped) values ('all', false)`,
  `create table stops (
    id bigint generated always as identity primary key,
    is_stopped boolean not null,
    by text not null,
    door text not null,
    reason text not null,
    at timestamptz not null
  )`,
  `create trigger stops_append_only before update or delete on stops
    for each row execute function refuse_change()`,
  `create trigger stops_no_truncate before truncate on stops
    for each statement execute function refuse_change()`,
  `create view ${GUARD_STOP_VIEW} as select is_stopped, by as stopped_by, reason as stop_reason, at as stopped_at from stop_state`,
  `do $$ begin
    grant select on ${GUARD_STOP_VIEW} to ${GUARD_ROLE};
  exception when others then
    raise notice 'the guard may not read the stop yet: %', sqlerrm;
  end $$`,
];
