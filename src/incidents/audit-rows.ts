import { sql } from "kysely";
import type { Database } from "./incident-row.ts";

/** A row holds the whole input of a decision, so that few of them are in memory at once. */
const PAGE_ROWS = 500;

export type AuditRow = Awaited<ReturnType<typeof pageAfter>>[number];

/** Every row of the audit, or of one incident, chain by chain in the order of its growth; a page of them in memory. */
export async function* auditRows(
  db: Database,
  { incidentId, pageRows = PAGE_ROWS }: { incidentId?: string | undefined; pageRows?: number } = {},
): AsyncGenerator<AuditRow> {
  let last: AuditRow | undefined;
  for (;;) {
    const rows = await pageAfter(db, { last, incidentId, pageRows });
    yield* rows;
    last = rows.at(-1);
    if (rows.length < pageRows) return;
  }
}

/** `written` is how many rows the incident itself says it wrote, read in the same instant as the row. */
function pageAfter(
  db: Database,
  {
    last,
    incidentId,
    pageRows,
  }: { last: AuditRow | undefined; incidentId: string | undefined; pageRows: number },
) {
  let query = db
    .selectFrom("audit")
    .leftJoin("incidents", "incidents.id", "audit.incident_id")
    .selectAll("audit")
    .select("incidents.sequence as written")
    .orderBy("audit.incident_id")
    .orderBy("audit.sequence")
    .limit(pageRows);
  if (incidentId !== undefined) query = query.where("audit.incident_id", "=", incidentId);
  if (last !== undefined)
    query = query.where(
      sql<boolean>`(audit.incident_id, audit.sequence) > (${last.incident_id}, ${last.sequence})`,
    );
  return query.execute();
}

/** Incidents that say they wrote rows and have none. */
export function incidentsWithoutRows(db: Database, incidentId?: string) {
  let query = db
    .selectFrom("incidents")
    .select(["id", "sequence"])
    .where("sequence", ">", 0)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("audit").select("audit.sequence").whereRef("audit.incident_id", "=", "incidents.id"),
        ),
      ),
    )
    .orderBy("id");
  if (incidentId !== undefined) query = query.where("id", "=", incidentId);
  return query.execute();
}
