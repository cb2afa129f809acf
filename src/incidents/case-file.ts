import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Signal } from "../domain/signal.ts";

/** Newest signals that one investigation is shown; older ones repeat them. */
const MAX_SIGNALS = 100;

/** The signals that joined an incident, newest first. */
export async function signalsOf(db: Kysely<Tables>, incidentId: string): Promise<Signal[]> {
  const rows = await db
    .selectFrom("signals")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("created_at", "desc")
    .limit(MAX_SIGNALS)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    key: row.key,
    source: row.source,
    symptom: row.symptom,
    suspect: row.suspect,
    at: row.at.toISOString(),
    detail: row.detail,
    alertId: row.alert_id,
    ...(row.record !== null && { record: row.record as NonNullable<Signal["record"]> }),
  }));
}
