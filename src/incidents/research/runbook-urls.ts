import { sql } from "kysely";
import type { Database } from "../incident-row.ts";

const MOST = 3;

/** The `runbook_url` annotations of an incident's alerts, newest first; untrusted. */
export async function runbookUrls(db: Database, incidentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("alerts")
    .select(sql<string>`annotations ->> 'runbook_url'`.as("url"))
    .where("incident_id", "=", incidentId)
    .where(sql<boolean>`annotations ->> 'runbook_url' <> ''`)
    .orderBy("received_at", "desc")
    .limit(20)
    .execute();
  return [...new Set(rows.map(({ url }) => url))].slice(0, MOST);
}
