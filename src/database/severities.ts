import { sql } from "kysely";
import { BEHIND_SECONDS, SEVERITIES } from "../domain/severity.ts";

const values = SEVERITIES.map(
  (severity) => sql`(${sql.lit(severity)}, ${sql.lit(`${BEHIND_SECONDS[severity]} seconds`)}::interval)`,
);

/**
 * The closed list as rows `rank (severity, behind)`. What is due is looked up for each severity by itself, oldest first,
 * and then put in the order of `due_at + behind`: an index of (severity, due_at) serves that, however much waits, and the
 * arithmetic can change without an index to be made anew.
 */
export const SEVERITY_RANKS = sql`(values ${sql.join(values)}) as rank (severity, behind)`;
