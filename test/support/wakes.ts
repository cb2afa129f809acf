import { sql } from "kysely";
import type { Database } from "../../src/incidents/incident-row.ts";
import type { JobSender } from "../../src/incidents/job-sender.ts";

/** Jobs that reach nobody. */
export const noJobs: JobSender = {
  correlation: async () => sql`woken as (select from asked)`,
  advance: async () => {},
  deliver: async () => {},
};

const WAKE = "a wake of the correlation";

/** A correlation job that is a row of its own, so that it is seen where it was committed. */
export const countedCorrelation: JobSender["correlation"] = async () =>
  sql`woken as (insert into settings (name, value)
    select gen_random_uuid()::text, ${WAKE} from asked limit 1 returning name)`;

export async function countWakes(db: Database): Promise<number> {
  return (await db.selectFrom("settings").select("name").where("value", "=", WAKE).execute()).length;
}
