import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Indexes for what is asked at each change, scrape and page, whatever is kept: each of these read all incidents, attempts or
 * questions before. Older code takes no notice.
 */
export const growth: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // With the status beside the order, what a list counts is read from the index alone.
  "drop index incidents_by_namespace",
  "create index incidents_by_namespace on incidents (subject_namespace, opened_at desc, id desc) include (status)",
  "drop index incidents_by_cause",
  "create index incidents_by_cause on incidents (cause, opened_at desc, id desc) include (status)",
  `create index incidents_by_namespace_and_cause on incidents
    (subject_namespace, cause, opened_at desc, id desc) include (status)`,
  "create index incidents_closed on incidents (closed_at desc) where closed_at is not null",
  "create index attempts_ended on attempts (ended_at) where ended_at is not null",
  "create index approvals_asked on approvals (created_at)",
  "create index lessons_newest on lessons (at desc)",
  "create index lessons_of_cause on lessons (cause, at desc)",
  // What is counted by namespace at a scrape, without the rows.
  `create index incidents_figures on incidents (subject_namespace, status, cause, outcome)
    include (opened_at, closed_at, id)`,
  // By the action that an attempt is proven by: one that only sets a ConfigMap's value comes before it.
  `create function main_action(plan jsonb) returns text language sql immutable as $$
    select coalesce((
      select action.value ->> 'type' from jsonb_array_elements(plan -> 'actions') with ordinality as action
      where not (action.value ->> 'type' = 'SetField' and action.value -> 'parameters' ? 'configMap')
      order by action.ordinality limit 1), '') $$`,
  // Null in the rows of before: to fill them would hold up whoever writes to them meanwhile.
  "alter table attempts add column action text",
  `create function set_attempt_action() returns trigger language plpgsql as
    $$ begin new.action := main_action(new.plan); return new; end $$`,
  `create trigger attempts_action before insert or update of plan on attempts
    for each row execute function set_attempt_action()`,
  "create index attempts_figures on attempts (action, result, proof) include (incident_id) where action is not null",
  "create index attempts_without_action on attempts (incident_id) where action is null",
];
