import { sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Which row of the audit holds a step's digest; null for those that earlier code kept. Older code writes none. */
export const chainedSteps: Migration = {
  async up(db) {
    await sql`alter table agent_steps add column sequence integer`.execute(db);
    await sql`create unique index agent_steps_sequence on agent_steps (incident_id, sequence)`.execute(db);
  },
};
