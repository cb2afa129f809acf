import { sql, type Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { NewSignal, SignalSource } from "../domain/signal.ts";
import { storedJson, storedText } from "./stored-json.ts";

export interface IncomingAlert {
  row: {
    id: string;
    fingerprint: string;
    starts_at: string;
    status: "firing" | "resolved";
    ends_at: string | null;
    labels: Record<string, string>;
    annotations: Record<string, string>;
    generator_url: string;
    group_key: string;
    receiver: string;
    reason: string | null;
  };
  /** What the alert means; null where it means nothing, for the row's reason. */
  signal: (NewSignal & { id: string }) | null;
}

/**
 * Writes all alerts, and a signal for each that fires and means one, in one statement; ordered, so that two deliveries of
 * the same alerts lock rows in the same order. What is resolved stays resolved; a known signal changes nothing.
 */
export async function insertAlerts(
  trx: Transaction<Tables>,
  incoming: readonly IncomingAlert[],
  now: Date,
): Promise<InsertedSignal[]> {
  const rows = storedJson(incoming.map(({ row }) => row));
  const signals = storedJson(
    incoming.flatMap(({ row, signal }) =>
      signal === null ? [] : [{ ...signal, fingerprint: row.fingerprint, starts_at: row.starts_at }],
    ),
  );
  const result = await sql<InsertedSignal>`
    with written as (
      insert into alerts as a (id, fingerprint, starts_at, status, ends_at, labels, annotations, generator_url,
        group_key, receiver, reason, received_at, last_received_at, deliveries)
      select n.id, n.fingerprint, n.starts_at, n.status, n.ends_at, n.labels, n.annotations, n.generator_url,
        n.group_key, n.receiver, n.reason, ${now}, ${now}, 1
      from jsonb_to_recordset(${rows}::jsonb) as n (id uuid, fingerprint text, starts_at timestamptz, status text,
        ends_at timestamptz, labels jsonb, annotations jsonb, generator_url text, group_key text, receiver text,
        reason text)
      order by n.fingerprint, n.starts_at
      on conflict (fingerprint, starts_at) do update set
        status = case when a.status = 'resolved' then a.status else excluded.status end,
        ends_at = coalesce(a.ends_at, excluded.ends_at),
        annotations = excluded.annotations,
        last_received_at = greatest(a.last_received_at, excluded.last_received_at),
        deliveries = a.deliveries + 1
      returning a.id, a.fingerprint, a.starts_at, a.status
    )
    insert into signals (id, key, source, symptom, suspect, at, detail, alert_id, state, tries, due_at, created_at)
    select n.id, n.key, n.source, n.symptom, n.suspect, n.at, n.detail, written.id, 'pending', 0, ${now}, ${now}
    from jsonb_to_recordset(${signals}::jsonb) as n (id uuid, key text, source text, symptom text, suspect jsonb,
      at timestamptz, detail text, fingerprint text, starts_at timestamptz)
    join written on written.fingerprint = n.fingerprint and written.starts_at = n.starts_at
    where written.status = 'firing'
    order by n.key
    on conflict (key) do nothing
    returning source, key`.execute(trx);
  return result.rows;
}

export interface InsertedSignal {
  source: SignalSource;
  key: string;
}

export type KeyedSignal = NewSignal & { id: string };

/** Writes the signals that are new, in one statement; a known key changes nothing. Returns the new ones. */
export async function insertSignals(
  trx: Transaction<Tables>,
  signals: KeyedSignal[],
  now: Date,
): Promise<InsertedSignal[]> {
  if (signals.length === 0) return [];
  const rows = storedJson(signals.map((signal) => ({ ...signal, key: storedText(signal.key) })));
  const result = await sql<InsertedSignal>`
    insert into signals (id, key, source, symptom, suspect, at, detail, record, state, tries, due_at, created_at)
    select n.id, n.key, n.source, n.symptom, n.suspect, n.at, n.detail, n.record, 'pending', 0, ${now}, ${now}
    from jsonb_to_recordset(${rows}::jsonb) as n (id uuid, key text, source text, symptom text, suspect jsonb,
      at timestamptz, detail text, record jsonb)
    order by n.key
    on conflict (key) do nothing
    returning source, key`.execute(trx);
  return result.rows;
}
