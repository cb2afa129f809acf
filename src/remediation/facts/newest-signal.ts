import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { SignalFacts } from "../policy/facts.ts";

/** An alert may be followed by events, which carry no severity. */
const LOOKED_AT = 20;

export async function newestSignal(
  db: Kysely<Tables> | Transaction<Tables>,
  incidentId: string,
): Promise<SignalFacts> {
  const rows = await db
    .selectFrom("signals")
    .select(["source", "symptom", "suspect"])
    .where("incident_id", "=", incidentId)
    .orderBy("created_at", "desc")
    .limit(LOOKED_AT)
    .execute();
  const severity = rows.map(({ suspect }) => suspect.labels.severity).find((one) => one !== undefined) ?? "";
  const newest = rows[0];
  return {
    source: newest?.source ?? "",
    symptom: newest?.symptom ?? "",
    severity,
    labels: newest?.suspect.labels ?? {},
  };
}
