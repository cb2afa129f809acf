import { redact } from "../core/redact.ts";
import { redactValue } from "../core/redact-value.ts";
import { type ChainHead, FIRST_HASH, hashOfRow } from "./audit-chain.ts";
import type { Database } from "./incident-row.ts";
import type { DecisionRecord } from "./incident-store.ts";
import { type RecordContext, send } from "./record-context.ts";
import { storedJson, storedText } from "./stored-json.ts";

export interface AuditEntry {
  incidentId: string;
  sequence: number;
  kind: string;
  at: Date;
  codeVersion: string;
  record: DecisionRecord;
  /** Hash of the row before, where the caller has read it already. */
  previousHash?: string;
  /** The agent's step that writes; no part of the hash. */
  step?: string;
}

/** Appends one row to the incident's chain, redacted. The caller holds the incident's row lock, so that sequences cannot meet. */
export async function appendAudit(
  context: Pick<RecordContext, "trx" | "sent">,
  entry: AuditEntry,
): Promise<ChainHead> {
  const { trx } = context;
  const previousHash = entry.previousHash ?? (await hashBefore(trx, entry));
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
  const hash = hashOfRow({ ...row, input: JSON.parse(row.input), output: JSON.parse(row.output) });
  const values = { ...row, hash, step: entry.step ?? null };
  send(context, trx.insertInto("audit").values(values).execute());
  return { incident: row.incident_id, sequence: row.sequence, hash };
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
