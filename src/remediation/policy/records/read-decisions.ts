import { type Kysely, sql } from "kysely";
import type { Tables } from "../../../database/tables.ts";
import { decisionOf, type RecordedDecision } from "../recorded-decision.ts";

export interface DecisionRow extends RecordedDecision {
  incidentId: string;
  sequence: number;
  at: Date;
}

/** Rows of these kinds may hold a decision of the policy. As literals, by which the index of decisions is found. */
const KINDS = ["planned", "undo-planned", "observed", "handed-over", "not-applied"].map((kind) =>
  sql.lit<string>(kind),
);
/** A row holds all that was known, so that few of them are in memory at once. */
const PAGE_ROWS = 100;

/** The decisions of the policy that the audit holds, of one incident or of all since then, in the order in which they were made. */
export async function* readDecisions(
  db: Kysely<Tables>,
  which: { incidentId: string } | { since: Date },
): AsyncGenerator<DecisionRow> {
  let last: Place | undefined;
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

interface Place {
  at: Date;
  incident_id: string;
  sequence: number;
}

function pageAfter(
  db: Kysely<Tables>,
  which: { incidentId: string } | { since: Date },
  last: Place | undefined,
) {
  const page = db
    .selectFrom("audit")
    .select(["incident_id", "sequence", "at", "input", "output"])
    .where("kind", "in", KINDS)
    .limit(PAGE_ROWS);
  if ("incidentId" in which)
    return page
      .where("incident_id", "=", which.incidentId)
      .where("sequence", ">", last?.sequence ?? 0)
      .orderBy("sequence")
      .execute();
  const from =
    last === undefined
      ? sql<boolean>`at >= ${which.since}`
      : sql<boolean>`(at, incident_id, sequence) > (${last.at}, ${last.incident_id}, ${last.sequence})`;
  return page.where(from).orderBy("at").orderBy("incident_id").orderBy("sequence").execute();
}
