import { sql, type Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { Database } from "../incident-row.ts";
import { verifyChains } from "../verify-audit.ts";
import type { AuditArchive } from "./audit-archive.ts";
import { type Place, type PurgeQuestion, takePurgeable } from "./purgeable.ts";
import type { PurgedHead } from "./purged-chain.ts";
import { recordPurged } from "./record-purged.ts";

export interface PurgedBatch {
  incidents: number;
  alerts: number;
  signals: number;
  auditRows: number;
  /** Where the chain of purged incidents stands now; undefined where nothing went. */
  head: PurgedHead | undefined;
  /** Undefined where there is nothing further to look at. */
  reached: Place | undefined;
  /** Incidents that were left alone because their audit is not as it was written. */
  unproven: string[];
}

export interface PurgeDeps {
  db: Database;
  /** Absent: the heads alone are kept. */
  archive?: AuditArchive | undefined;
}

/** What belongs to incidents alone, each row of it before the incident; the audit and what is counted apart. */
const PARTS = [
  "incident_symptoms",
  "incident_hints",
  "incident_answers",
  "outbox",
  "cards",
  "card_handles",
  "undo_requests",
  "attempts",
  "approvals",
  "agent_steps",
  "model_spend",
  "searches",
  "breakers",
] as const;

/** One bounded batch in one transaction: all of an incident goes, or nothing of it. */
export function purgeIncidents({ db, archive }: PurgeDeps, question: PurgeQuestion): Promise<PurgedBatch> {
  return db.transaction().execute(async (trx) => {
    const { ids: old, reached } = await takePurgeable(trx, question);
    const unproven = await brokenAmong(trx, old);
    const ids = old.filter((id) => !unproven.includes(id));
    if (ids.length === 0)
      return { incidents: 0, alerts: 0, signals: 0, auditRows: 0, head: undefined, reached, unproven };
    const head = await recordPurged(trx, ids, question.now);
    // On the disk before it is gone here. A batch that fails after it is written twice.
    await archive?.write(trx, ids, question.now);
    const signals = await removeOf(trx, "signals", ids);
    const alerts = await removeOf(trx, "alerts", ids);
    for (const part of PARTS) await removeOf(trx, part, ids);
    const auditRows = await removeOf(trx, "audit", ids);
    await trx.deleteFrom("incidents").where("id", "in", ids).execute();
    return { incidents: ids.length, alerts, signals, auditRows, head, reached, unproven };
  });
}

/** What somebody changed is evidence: it stays until a person has looked at it. */
async function brokenAmong(trx: Transaction<Tables>, ids: readonly string[]): Promise<string[]> {
  const broken: string[] = [];
  for (const incidentId of ids)
    for await (const { fault } of verifyChains(trx, { incidentId }))
      if (fault !== undefined) broken.push(incidentId);
  return broken;
}

async function removeOf(
  trx: Transaction<Tables>,
  table: (typeof PARTS)[number] | "signals" | "alerts" | "audit",
  ids: readonly string[],
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where incident_id = any(${[...ids]}::uuid[])`.execute(trx);
  return Number(numAffectedRows ?? 0);
}
