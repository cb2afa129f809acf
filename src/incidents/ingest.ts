import type { Kysely, Transaction } from "kysely";
import { signalOfAlert } from "../alerts/alert-signal.ts";
import type { AlertmanagerPayload } from "../alerts/alertmanager-payload.ts";
import type { Clock } from "../core/clock.ts";
import type { Effects } from "../core/effects.ts";
import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import type { Tables } from "../database/tables.ts";
import type { NewSignal } from "../domain/signal.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { createGroupWrites } from "./group-writes.ts";
import {
  type IncomingAlert,
  type InsertedSignal,
  insertAlerts,
  insertSignals,
  type KeyedSignal,
} from "./ingest-rows.ts";
import type { JobSender } from "./job-sender.ts";

export interface IngestDeps {
  db: Kysely<Tables>;
  clock: Clock;
  ids: Ids;
  effects: Effects;
  jobs: JobSender;
  metrics: Metrics;
  clusterName?: string;
  logger: Logger;
}

/** Both resolve after the commit alone and throw OperationError `unavailable`, with nothing kept, when the database is away. */
export interface Ingest {
  /** How many alerts the payload holds, and how many new signals they made. */
  acceptAlerts(payload: AlertmanagerPayload): Promise<{ alerts: number; signals: number }>;
  /** How many of the signals were new. */
  acceptSignals(signals: NewSignal[]): Promise<number>;
}

/** Most alerts of one transaction, unless one payload has more. */
const MAX_ALERTS = 1_000;
const COMMITS_AT_ONCE = 2;

export function createIngest(deps: IngestDeps): Ingest {
  const payloads = createGroupWrites<IncomingAlert[], number>({
    write: (items) => writePayloads(deps, items),
    keysOf: (incoming) => incoming.map(({ row }) => identityOf(row)),
    maxKeys: MAX_ALERTS,
    atOnce: COMMITS_AT_ONCE,
  });
  return {
    async acceptAlerts(payload) {
      const incoming = incomingAlerts(deps, payload);
      if (incoming.length === 0) return { alerts: 0, signals: 0 };
      const signals = await payloads.add(incoming);
      for (const { status } of payload.alerts) deps.metrics.alertsReceived.inc({ status });
      deps.logger.info({ alerts: payload.alerts.length, signals }, "alerts accepted");
      return { alerts: payload.alerts.length, signals };
    },
    async acceptSignals(signals) {
      if (signals.length === 0) return 0;
      const rows = withIds(deps, signals);
      const inserted = await commit(deps, (trx) => insertSignals(trx, rows, deps.clock.now()));
      return inserted.length;
    },
  };
}

/** Returns how many new signals each payload made. No two of the payloads have an alert in common. */
async function writePayloads(deps: IngestDeps, payloads: readonly IncomingAlert[][]): Promise<number[]> {
  const inserted = await commit(deps, (trx) => insertAlerts(trx, payloads.flat(), deps.clock.now()));
  const keys = new Set(inserted.map(({ key }) => key));
  return payloads.map((incoming) => incoming.filter(({ signal }) => signal && keys.has(signal.key)).length);
}

/** One transaction with the correlation job in it; what is counted is counted after the commit. */
async function commit(
  deps: IngestDeps,
  write: (trx: Transaction<Tables>) => Promise<InsertedSignal[]>,
): Promise<InsertedSignal[]> {
  const signals = await deps.effects.run("ingest.commit", () =>
    deps.db.transaction().execute(async (trx) => {
      const inserted = await write(trx);
      if (inserted.length > 0) await deps.jobs.correlate(trx);
      return inserted;
    }),
  );
  for (const { source } of signals) deps.metrics.signals.inc({ source });
  return signals;
}

function incomingAlerts({ ids, clusterName }: IngestDeps, payload: AlertmanagerPayload): IncomingAlert[] {
  const merged = new Map<string, IncomingAlert>();
  for (const alert of payload.alerts) {
    const meaning = signalOfAlert(alert, clusterName === undefined ? {} : { clusterName });
    const row = {
      id: ids.next(),
      fingerprint: alert.fingerprint,
      starts_at: new Date(alert.startsAt).toISOString(),
      status: alert.status,
      ends_at: alert.status === "resolved" && alert.endsAt ? new Date(alert.endsAt).toISOString() : null,
      labels: alert.labels,
      annotations: alert.annotations,
      generator_url: alert.generatorURL,
      group_key: payload.groupKey,
      receiver: payload.receiver,
      reason: "reason" in meaning ? meaning.reason : null,
    };
    const signal = "reason" in meaning ? null : { ...meaning, id: ids.next() };
    const key = identityOf(row);
    const earlier = merged.get(key);
    // The same alert twice in one payload: that it ended is the later news.
    if (earlier === undefined || earlier.row.status === "firing") merged.set(key, { row, signal });
  }
  return [...merged.values()];
}

export const identityOf = (row: { fingerprint: string; starts_at: string }) =>
  `${row.fingerprint} ${row.starts_at}`;

function withIds(deps: IngestDeps, signals: NewSignal[]): KeyedSignal[] {
  const byKey = new Map(signals.map((signal) => [signal.key, signal]));
  return [...byKey.values()].map((signal) => ({ ...signal, id: deps.ids.next() }));
}
