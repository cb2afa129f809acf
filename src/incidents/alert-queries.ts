import { type Kysely, sql } from "kysely";
import { redact } from "../core/redact.ts";
import type { Tables } from "../database/tables.ts";
import type { AlertView } from "./incident-view.ts";

export async function alertsPage(
  db: Kysely<Tables>,
  page: { limit: number; after: string | null },
): Promise<AlertView[]> {
  let query = db.selectFrom("alerts").selectAll();
  if (page.after !== null) {
    query = query.where(
      sql<boolean>`(received_at, id) < (select c.received_at, c.id from alerts c where c.id = ${page.after})`,
    );
  }
  const rows = await query.orderBy("received_at", "desc").orderBy("id", "desc").limit(page.limit).execute();
  return rows.map((row) => ({
    id: row.id,
    fingerprint: row.fingerprint,
    status: row.status,
    labels: row.labels,
    annotations: redacted(row.annotations),
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    receivedAt: row.received_at.toISOString(),
    lastReceivedAt: row.last_received_at.toISOString(),
    deliveries: row.deliveries,
    incidentId: row.incident_id,
    reason: row.reason,
  }));
}

const redacted = (annotations: Record<string, string>) =>
  Object.fromEntries(Object.entries(annotations).map(([name, value]) => [name, redact(value)]));
