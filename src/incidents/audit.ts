import { createHash } from "node:crypto";
import { canonicalJson } from "../core/json.ts";
import { redact } from "../core/redact.ts";
import { redactValue } from "../core/redact-value.ts";
import type { Database } from "./incident-row.ts";
import type { DecisionRecord } from "./incident-store.ts";
import { storedJson, storedText } from "./stored-json.ts";

/** What the first row of an incident has as its previous hash. */
export const FIRST_HASH = "0".repeat(64);

export interface AuditEntry {
  incidentId: string;
  sequence: number;
  kind: string;
  at: Date;
  codeVersion: string;
  record: DecisionRecord;
  /** Hash of the row before, where the caller has read it already. */
  previousHash?: string;
}

/** Appends one row to the incident's chain, redacted. The caller holds the incident's row lock, so that sequences cannot meet. */
export async function appendAudit(db: Database, entry: AuditEntry): Promise<void> {
  const previousHash = entry.previousHash ?? (await hashBefore(db, entry));
  const row = {
    incident_id: entry.incidentId,
    sequence: entry.sequence,
    kind: entry.kind,
    at: entry.at,
    text: storedText(redact(entry.record.text)),
    code_version: entry.codeVersion,
    input: storedJson(redactValue(entry.record.input)),
    output: storedJson(redactValue(entry.record.output)),
    previous_hash: previousHash,
  };
  const hash = hashOf({ ...row, input: JSON.parse(row.input), output: JSON.parse(row.output) });
  await db
    .insertInto("audit")
    .values({ ...row, hash })
    .execute();
}

async function hashBefore(db: Database, { incidentId, sequence }: AuditEntry): Promise<string> {
  if (sequence === 1) return FIRST_HASH;
  const previous = await db
    .selectFrom("audit")
    .select("hash")
    .where("incident_id", "=", incidentId)
    .where("sequence", "=", sequence - 1)
    .executeTakeFirst();
  return previous?.hash ?? FIRST_HASH;
}

interface HashedRow {
  incident_id: string;
  sequence: number;
  kind: string;
  at: Date;
  text: string;
  code_version: string;
  input: unknown;
  output: unknown;
  previous_hash: string;
}

/** SHA-256 over the previous hash, a newline and the canonical JSON of the row without its own hash. */
function hashOf(row: HashedRow): string {
  const { previous_hash, incident_id, sequence, kind, at, text, code_version, input, output } = row;
  const content = { incident_id, sequence, kind, at: at.toISOString(), text, code_version, input, output };
  return createHash("sha256")
    .update(`${previous_hash}\n${canonicalJson(content)}`)
    .digest("hex");
}

export type AuditVerdict =
  | { intact: true; rows: number }
  | { intact: false; sequence: number; reason: string };

/** Recomputes the incident's chain; says the first row that was changed, removed or put in. */
export async function verifyAudit(db: Database, incidentId: string): Promise<AuditVerdict> {
  const incident = await db
    .selectFrom("incidents")
    .select("sequence")
    .where("id", "=", incidentId)
    .executeTakeFirst();
  const rows = await db
    .selectFrom("audit")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .orderBy("sequence")
    .execute();
  let previousHash = FIRST_HASH;
  for (const [index, row] of rows.entries()) {
    const sequence = index + 1;
    if (row.sequence !== sequence) return { intact: false, sequence, reason: "a row is missing" };
    if (row.previous_hash !== previousHash)
      return { intact: false, sequence, reason: "the row does not follow the one before" };
    if (row.hash !== hashOf(row)) return { intact: false, sequence, reason: "the row was changed" };
    previousHash = row.hash;
  }
  const expected = incident?.sequence ?? 0;
  if (rows.length !== expected) {
    return {
      intact: false,
      sequence: rows.length + 1,
      reason: `${expected} rows were written, ${rows.length} are there`,
    };
  }
  return { intact: true, rows: rows.length };
}
