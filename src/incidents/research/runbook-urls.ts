import { type RawBuilder, sql } from "kysely";
import type { Database } from "../incident-row.ts";

const MOST = 3;

/** The `runbook_url` annotations of an incident's alerts, newest first; untrusted. */
export async function runbookUrls(db: Database, incidentId: string): Promise<string[]> {
  const addresses = allRunbookUrls(sql`${incidentId}::uuid`);
  const { rows } = await sql<{ urls: string[] }>`select ${addresses} as urls`.execute(db);
  return newestUrls(rows[0]?.urls ?? []);
}

/** As part of another query: those of its newest alerts, with repetitions. */
export function allRunbookUrls(incidentId: RawBuilder<unknown>): RawBuilder<string[]> {
  return sql<string[]>`coalesce((
    select jsonb_agg(url order by received_at desc) from (
      select annotations ->> 'runbook_url' as url, received_at from alerts
      where alerts.incident_id = ${incidentId} and annotations ->> 'runbook_url' <> ''
      order by received_at desc limit 20
    ) newest), '[]'::jsonb)`;
}

export const newestUrls = (addresses: readonly string[]): string[] => [...new Set(addresses)].slice(0, MOST);
