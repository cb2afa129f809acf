import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Indexes of the lists that people look at, each in the order of the list, and word of every change for whoever listens,
 * whichever code wrote it. Older code takes no notice.
 */
export const incidentLists: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** What a search looks at; a query must use the very same expression, or its index is of no use. */
export const SEARCHED_TEXT =
  "(subject_kind || ' ' || subject_namespace || '/' || subject_name || ' ' || summary)";

/** "INCIDENT.SEQUENCE" of each new entry of a timeline, told when it is committed. */
export const CHANGE_CHANNEL = "kube_autofix_changes";

const STATEMENTS = [
  `create function tell_change() returns trigger language plpgsql as
    $$ begin perform pg_notify('${CHANGE_CHANNEL}', new.incident_id || '.' || new.sequence); return null; end $$`,
  "create trigger audit_tell after insert on audit for each row execute function tell_change()",
  "create index incidents_by_status on incidents (status, opened_at desc, id desc)",
  "create index incidents_by_namespace on incidents (subject_namespace, opened_at desc, id desc)",
  "create index incidents_by_cause on incidents (cause, opened_at desc, id desc)",
  "create index approvals_waiting on approvals (expires_at, id) where state = 'pending'",
  // A server without the extension, or a role that may not add it, searches all the same, only slower.
  `do $$ begin
    create extension if not exists pg_trgm;
    create index incidents_by_text on incidents using gin (${SEARCHED_TEXT} gin_trgm_ops);
  exception when others then
    raise notice 'the search in incidents goes without an index: %', sqlerrm;
  end $$`,
];
