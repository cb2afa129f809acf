import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../database/tables.ts";
import { decisionOf, type RecordedDecision } from "../recorded-decision.ts";

export interface DecisionRow extends RecordedDecision {
  incidentId: string;
  sequence: number;
  at: Date;
}

/** Rows of these kinds may hold a decision of the policy. */
const KINDS = ["planned", "undo-planned", "observed", "handed-over", "not-applied"] as const;
/** A row holds all that was known, so that few of them are in memory at once. */
const PAGE_ROWS = 100;

/** The decisions of the policy that the audit holds, incident by incident in the order in which they were made. */
export async function* readDecisions(
  db: Kysely<Tables>,
  which: { incidentId?: string; since?: Date },
): AsyncGenerator<DecisionRow> {
  let last: { incident_id: string; sequence: number } | undefined;
  for (;;) {
    const rows = await pageAfter(db, which, last);
    for (const { incident_id: incidentId, sequence, at, input, output } of rows) {
      const decision = decisionOf({ input, output });
      if (decision !== undefined) yield { incidentId, sequence, at, ...decision };
    }
    last = rows.at(-1);
    if (rows.length < PAGE_ROWS) return;
  }
}

function pageAfter(
  db: Kysely<Tables>,
  { incidentId, since }: { incidentId?: string; since?: Date },
  last: { incident_id: string; sequence: number } | undefined,
) {
  let query = db
    .selectFrom("audit")
    .select(["incident_id", "sequence", "at", "input", "output"])
    .where("kind", "in", KINDS)
    .orderBy("incident_id")
    .orderBy("sequence")
    .limit(PAGE_ROWS);
  if (incidentId !== undefined) query = query.where("incident_id", "=", incidentId);
  if (since !== undefined) query = query.where("at", ">=", since);
  if (last !== undefined)
    query = query.where(sql<boolean>`(incident_id, sequence) > (${last.incident_id}, ${last.sequence})`);
  return query.execute();
}
