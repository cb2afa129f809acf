import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Who wants which fix undone, until it is looked at: a press on a card is answered before anything is asked of the cluster. */
export const undoRequests: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

const STATEMENTS = [
  // By the attempt, so that a wish that nobody looked at never meets a later fix of the same incident.
  `create table undo_requests (
    attempt_id uuid primary key references attempts (id) on delete cascade,
    incident_id uuid not null references incidents (id) on delete cascade,
    by text not null,
    reason text not null,
    asked_at timestamptz not null
  )`,
];
