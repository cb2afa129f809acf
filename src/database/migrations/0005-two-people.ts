import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** When an unanswered question escalates, and the first of two yeses; older code asks nobody twice and works on. */
export const twoPeople: Migration = {
  async up(db) {
    await sql`
      alter table approvals
        add column escalate_at timestamptz,
        add column first_yes jsonb`.execute(db);
  },
};
