import { type Selectable, sql, type Transaction } from "kysely";
import { SEVERITY_RANKS } from "../database/severities.ts";
import type { SignalTable, Tables } from "../database/tables.ts";
import type { Severity } from "../domain/severity.ts";
import type { SignalSource } from "../domain/signal.ts";
import { type Suspect, suspectSchema } from "../domain/signal.ts";
import type { Symptom } from "../domain/symptom.ts";
import type { Database } from "./incident-row.ts";
import { storedText } from "./stored-json.ts";

export interface PendingSignal {
  id: string;
  source: SignalSource;
  symptom: Symptom;
  suspect: Suspect;
  at: Date;
  detail: string;
  alertId: string | null;
  tries: number;
  severity: Severity;
}

/**
 * Takes signals that are due, by severity and age (`BEHIND_SECONDS`), and puts them off by `leaseMs`: other replicas take
 * others meanwhile, and those of a worker that died come back by themselves. They stay pending until a commit joins or
 * refuses them.
 */
export async function takePending(
  db: Database,
  options: { now: Date; leaseMs: number; limit: number },
): Promise<PendingSignal[]> {
  const { rows } = await takeStatement(options).execute(db);
  return rows
    .map((row) => ({
      id: row.id,
      source: row.source,
      symptom: row.symptom,
      suspect: suspectSchema.parse(row.suspect),
      at: row.at,
      detail: row.detail,
      alertId: row.alert_id,
      tries: row.tries,
      severity: row.severity,
    }))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
}

/** Exported for the test that holds it to its index. */
export function takeStatement({ now, leaseMs, limit }: { now: Date; leaseMs: number; limit: number }) {
  const until = new Date(now.getTime() + leaseMs);
  // Not waited for until it is on the disk: what is forgotten with the database's machine is due again at once.
  return sql<Selectable<SignalTable>>`
    with relaxed as materialized (select set_config('synchronous_commit', 'off', true))
    update signals set due_at = ${until}, tries = tries + 1 from relaxed
    where id = any (array(
      select next.id from ${SEVERITY_RANKS} cross join lateral (
        select id, due_at from signals
        where state = 'pending' and severity = rank.severity and due_at <= ${now}
        order by due_at, id limit ${limit} for update skip locked
      ) as next
      order by next.due_at + rank.behind, next.id limit ${limit}
    ))
    returning signals.*`;
}

/** Locks those of the signals that are still pending; another replica may have settled the rest. */
export async function lockPending(
  trx: Transaction<Tables>,
  signals: PendingSignal[],
): Promise<PendingSignal[]> {
  const rows = await trx
    .selectFrom("signals")
    .select("id")
    .where("id", "in", idsOf(signals))
    .where("state", "=", "pending")
    .orderBy("id")
    .forUpdate()
    .execute();
  const pending = new Set(rows.map(({ id }) => id));
  return signals.filter(({ id }) => pending.has(id));
}

export async function joinSignals(
  trx: Transaction<Tables>,
  incidentId: string,
  signals: PendingSignal[],
  now: Date,
): Promise<void> {
  await Promise.all([
    trx
      .updateTable("signals")
      .set({ state: "joined", incident_id: incidentId, reason: null })
      .where("id", "in", idsOf(signals))
      .execute(),
    updateAlerts(trx, signals, { incident_id: incidentId, reason: null }),
    trx
      .insertInto("incident_symptoms")
      .values(
        [...new Set(signals.map(({ symptom }) => symptom))]
          .sort()
          .map((symptom) => ({ incident_id: incidentId, symptom, last_at: now })),
      )
      .onConflict((conflict) =>
        conflict
          .columns(["incident_id", "symptom"])
          .doUpdateSet((eb) => ({ last_at: eb.ref("excluded.last_at") })),
      )
      .execute(),
  ]);
}

/** A refused signal is kept with its reason and opens nothing. */
export async function refuseSignals(
  trx: Transaction<Tables>,
  signals: PendingSignal[],
  reason: string,
): Promise<PendingSignal[]> {
  const pending = await lockPending(trx, signals);
  if (pending.length === 0) return [];
  const kept = storedText(reason);
  await trx
    .updateTable("signals")
    .set({ state: "refused", reason: kept })
    .where("id", "in", idsOf(pending))
    .execute();
  await updateAlerts(trx, pending, { reason: kept });
  return pending;
}

/** Still pending, looked at again at `dueAt`; the reason is shown meanwhile. */
export async function deferSignals(
  db: Database,
  signals: PendingSignal[],
  dueAt: Date,
  reason: string,
): Promise<void> {
  await db
    .updateTable("signals")
    .set({ due_at: dueAt, reason: storedText(reason) })
    .where("id", "in", idsOf(signals))
    .where("state", "=", "pending")
    .execute();
}

async function updateAlerts(
  trx: Transaction<Tables>,
  signals: PendingSignal[],
  change: { incident_id?: string; reason: string | null },
): Promise<void> {
  const alertIds = signals.flatMap(({ alertId }) => (alertId === null ? [] : [alertId]));
  if (alertIds.length === 0) return;
  // Locked in the order in which a delivery writes them, so that the two cannot wait for each other.
  const locked = sql`
    select id from alerts where id = any(${alertIds}::uuid[]) order by fingerprint, starts_at for update`;
  await Promise.all([
    locked.execute(trx),
    trx.updateTable("alerts").set(change).where("id", "in", alertIds).execute(),
  ]);
}

const idsOf = (signals: PendingSignal[]) => signals.map(({ id }) => id);
