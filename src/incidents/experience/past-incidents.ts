import type { Cause } from "../../domain/cause.ts";
import type { IncidentStatus, Outcome } from "../../domain/incident.ts";
import type { Database } from "../incident-row.ts";

/** An earlier incident of the same cause on an object of the same shape, and how it ended. */
export interface PastIncident {
  id: string;
  subject: { kind: string; namespace: string; name: string };
  status: IncidentStatus;
  outcome: Outcome | null;
  openedAt: string;
  closedAt: string | null;
  /** What was done last, and what came of it. */
  lastAttempt: { action: string; result: string } | null;
  /** What a person said that it was. Untrusted text. */
  said: { cause: string | null; text: string; by: string; at: string } | null;
}

export const MAX_PAST = 5;

/** Newest first, those of the same object before others opened at the same time. Bounded, by an index. */
export async function pastIncidents(
  db: Database,
  of: { incidentId: string; cluster: string; cause: Cause; shape: string; limit?: number },
): Promise<PastIncident[]> {
  const rows = await db
    .selectFrom("incidents")
    .leftJoin("incident_answers", "incident_answers.incident_id", "incidents.id")
    .select([
      "incidents.id",
      "subject_kind",
      "subject_namespace",
      "subject_name",
      "status",
      "outcome",
      "opened_at",
      "closed_at",
      "incident_answers.cause as said_cause",
      "incident_answers.text as said_text",
      "incident_answers.by as said_by",
      "incident_answers.at as said_at",
    ])
    .where("incidents.cause", "=", of.cause)
    .where("shape", "=", of.shape)
    .where("cluster", "=", of.cluster)
    .where("incidents.id", "!=", of.incidentId)
    // What is open still has not ended in any way, and what was merged went on elsewhere.
    .where("outcome", "is not", null)
    .where("outcome", "!=", "merged")
    .orderBy("opened_at", "desc")
    .orderBy("incidents.id", "desc")
    .limit(of.limit ?? MAX_PAST)
    .execute();
  const attempts = await lastAttempts(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    subject: { kind: row.subject_kind, namespace: row.subject_namespace, name: row.subject_name },
    status: row.status,
    outcome: row.outcome,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    lastAttempt: attempts.get(row.id) ?? null,
    said:
      row.said_text === null || row.said_by === null || row.said_at === null
        ? null
        : { cause: row.said_cause, text: row.said_text, by: row.said_by, at: row.said_at.toISOString() },
  }));
}

async function lastAttempts(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, NonNullable<PastIncident["lastAttempt"]>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("attempts")
    .distinctOn("incident_id")
    .select(["incident_id", "plan", "result"])
    .where("incident_id", "in", ids)
    .where("result", "is not", null)
    .orderBy("incident_id")
    .orderBy("number", "desc")
    .execute();
  return new Map(
    rows.map(({ incident_id, plan, result }) => [
      incident_id,
      { action: plan.actions[0]?.type ?? "", result: result ?? "" },
    ]),
  );
}
