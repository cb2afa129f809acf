import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/**
 * Indexes for the review of the policy and the report of what was only observed, which read the whole audit for a week's
 * decisions, and for when a breaker was lifted last, which is asked before each change. Older code takes no notice.
 */
export const decisions: Migration = {
  async up(db) {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
  },
};

/** Rows of the audit that hold a decision of the policy, or what it would have been. */
const DECIDED = "('planned', 'undo-planned', 'observed', 'dry-run', 'handed-over', 'not-applied')";

const STATEMENTS = [
  `create index audit_decided on audit (at, incident_id, sequence) where kind in ${DECIDED}`,
  "create index breakers_lifted on breakers (cluster, breaker, scope, lifted_at) where lifted_at is not null",
];
