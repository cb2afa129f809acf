import { type Kysely, type RawBuilder, sql } from "kysely";
import { PREPARED } from "../database/prepared.ts";
import type { Tables } from "../database/tables.ts";
import { USUAL_SEVERITY } from "../domain/severity.ts";
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

/** The alerts of one payload in the form in which they are sent to the database; several join to one list by a comma. */
export function textOfAlerts(incoming: readonly IncomingAlert[]): string {
  return storedJson(incoming.map(valuesOf)).slice(1, -1);
}

/** Values by place and not by name: the names cost the server a fifth of the whole. */
function valuesOf({ row, signal }: IncomingAlert): unknown[] {
  return [
    row.id,
    row.fingerprint,
    row.starts_at,
    row.status,
    row.ends_at,
    row.labels,
    row.annotations,
    row.generator_url,
    row.group_key,
    row.receiver,
    row.reason,
    ...(signal === null
      ? []
      : [
          signal.id,
          signal.key,
          signal.source,
          signal.symptom,
          signal.suspect,
          signal.at,
          signal.detail,
          signal.severity ?? USUAL_SEVERITY,
        ]),
  ];
}

/**
 * Writes all alerts, a signal for each that fires and means one, and the job for what is new, in one statement, which is
 * a transaction; ordered, so that two deliveries of the same alerts lock rows in the same order: an alert before its
 * signal. What is resolved stays resolved; a known signal changes nothing.
 */
export async function insertAlerts(
  db: Kysely<Tables>,
  { texts, wake, now }: { texts: readonly string[]; wake: RawBuilder<unknown>; now: Date },
): Promise<InsertedSignal[]> {
  const result = await sql<InsertedSignal>`${sql.raw(PREPARED)}
    with given as materialized (
      select (v->>0)::uuid as id, v->>1 as fingerprint, (v->>2)::timestamptz as starts_at, v->>3 as status,
        (v->>4)::timestamptz as ends_at, v->5 as labels, v->6 as annotations, v->>7 as generator_url,
        v->>8 as group_key, v->>9 as receiver, v->>10 as reason, (v->>11)::uuid as signal_id, v->>12 as key,
        v->>13 as source, v->>14 as symptom, v->15 as suspect, (v->>16)::timestamptz as at, v->>17 as detail,
        v->>18 as severity
      from jsonb_array_elements(${`[${texts.join()}]`}::jsonb) as v
    ), written as (
      insert into alerts as a (id, fingerprint, starts_at, status, ends_at, labels, annotations, generator_url,
        group_key, receiver, reason, received_at, last_received_at, deliveries)
      select id, fingerprint, starts_at, status, ends_at, labels, annotations, generator_url, group_key, receiver,
        reason, ${now}, ${now}, 1
      from given order by fingerprint, starts_at
      on conflict (fingerprint, starts_at) do update set
        status = case when a.status = 'resolved' then a.status else excluded.status end,
        ends_at = coalesce(a.ends_at, excluded.ends_at),
        annotations = excluded.annotations,
        last_received_at = greatest(a.last_received_at, excluded.last_received_at),
        deliveries = a.deliveries + 1
      returning a.id, a.fingerprint, a.starts_at, a.status
    ), asked as (
      insert into signals (id, key, source, symptom, suspect, at, detail, severity, alert_id, state, tries, due_at,
        created_at)
      select given.signal_id, given.key, given.source, given.symptom, given.suspect, given.at, given.detail,
        given.severity, written.id, 'pending', 0, ${now}, ${now}
      from given join written on written.fingerprint = given.fingerprint and written.starts_at = given.starts_at
      where written.status = 'firing' and given.signal_id is not null
      on conflict (key) do nothing
      returning source, key
    ), ${wake}
    select source, key from asked where (select count(*) from woken) >= 0`.execute(db);
  return result.rows;
}

export interface InsertedSignal {
  source: SignalSource;
  key: string;
}

export type KeyedSignal = NewSignal & { id: string };

/** Writes the signals that are new, and their job, in one statement; a known key changes nothing. Returns the new ones. */
export async function insertSignals(
  db: Kysely<Tables>,
  { signals, wake, now }: { signals: readonly KeyedSignal[]; wake: RawBuilder<unknown>; now: Date },
): Promise<InsertedSignal[]> {
  const rows = storedJson(signals.map((signal) => ({ ...signal, key: storedText(signal.key) })));
  const result = await sql<InsertedSignal>`${sql.raw(PREPARED)}
    with asked as (
      insert into signals (id, key, source, symptom, suspect, at, detail, record, severity, state, tries, due_at,
        created_at)
      select n.id, n.key, n.source, n.symptom, n.suspect, n.at, n.detail, n.record,
        coalesce(n.severity, ${USUAL_SEVERITY}), 'pending', 0, ${now}, ${now}
      from jsonb_to_recordset(${rows}::jsonb) as n (id uuid, key text, source text, symptom text, suspect jsonb,
        at timestamptz, detail text, record jsonb, severity text)
      order by n.key
      on conflict (key) do nothing
      returning source, key
    ), ${wake}
    select source, key from asked where (select count(*) from woken) >= 0`.execute(db);
  return result.rows;
}
