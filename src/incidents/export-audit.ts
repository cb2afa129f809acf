import type { ChainHead } from "./audit-chain.ts";
import { type AuditRow, auditRows } from "./audit-rows.ts";
import type { Database } from "./incident-row.ts";
import type { PurgedRow } from "./retention/purged-chain.ts";
import { purgedRows } from "./retention/verify-purged.ts";

/** One line of an export. */
export type AuditLine =
  | ReturnType<typeof rowLine>
  | (ChainHead & { type: "head" })
  | ReturnType<typeof purgedLine>
  | { type: "end"; incidents: number; rows: number };

/**
 * Each chain's rows and then its head, then where the chains of purged incidents ended; the last line counts them, so that an
 * export that broke off shows.
 */
export async function* exportAudit(
  db: Database,
  options: { incidentId?: string | undefined; pageRows?: number } = {},
): AsyncGenerator<AuditLine> {
  let last: AuditRow | undefined;
  let rows = 0;
  let incidents = 0;
  for await (const row of auditRows(db, options)) {
    if (last?.incident_id !== row.incident_id) {
      if (last !== undefined) yield headLine(last);
      incidents += 1;
    }
    rows += 1;
    last = row;
    yield rowLine(row);
  }
  if (last !== undefined) yield headLine(last);
  if (options.incidentId === undefined) for await (const purged of purgedRows(db)) yield purgedLine(purged);
  yield { type: "end", incidents, rows };
}

const rowLine = (row: AuditRow) => ({
  type: "row" as const,
  incident: row.incident_id,
  sequence: row.sequence,
  kind: row.kind,
  at: row.at.toISOString(),
  text: row.text,
  codeVersion: row.code_version,
  input: row.input,
  output: row.output,
  previousHash: row.previous_hash,
  hash: row.hash,
});

const headLine = ({ incident_id, sequence, hash }: AuditRow) => ({
  type: "head" as const,
  incident: incident_id,
  sequence,
  hash,
});

const purgedLine = ({ number, incident_id, head, hash, ...row }: PurgedRow) => ({
  type: "purged" as const,
  purged: number,
  incidentId: incident_id,
  cluster: row.cluster,
  subject: row.subject,
  cause: row.cause,
  outcome: row.outcome,
  openedAt: row.opened_at.toISOString(),
  closedAt: row.closed_at.toISOString(),
  sequence: row.sequence,
  head,
  purgedAt: row.purged_at.toISOString(),
  previousHash: row.previous_hash,
  hash,
});
