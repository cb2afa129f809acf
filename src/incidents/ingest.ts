import type { Kysely, RawBuilder } from "kysely";
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
  textOfAlerts,
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
  /** Calls once what comes in the same moment has come; absent: at the end of the turn of the event loop. */
  gathered?: (begin: () => void) => void;
}

/** Both resolve after the commit alone and throw OperationError `unavailable`, with nothing kept, when the database is away. */
export interface Ingest {
  /** How many alerts the payload holds, and how many new signals they made. */
  acceptAlerts(payload: AlertmanagerPayload): Promise<{ alerts: number; signals: number }>;
  /** How many of the signals were new. */
  acceptSignals(signals: NewSignal[]): Promise<number>;
}

/** Most of one commit, unless one payload has more. */
const MOST = { keys: 1_000, bytes: 4 * 1024 * 1024 };
const COMMITS_AT_ONCE = 2;

export function createIngest(deps: IngestDeps): Ingest {
  const payloads = createGroupWrites<Payload, number>({
    write: (items) => writePayloads(deps, items),
    keysOf: ({ identities }) => identities,
    bytesOf: ({ text }) => text.length,
    most: MOST,
    atOnce: COMMITS_AT_ONCE,
    gathered: deps.gathered ?? setImmediate,
  });
  return {
    async acceptAlerts(payload) {
      if (payload.alerts.length === 0) return { alerts: 0, signals: 0 };
      return { alerts: payload.alerts.length, signals: await payloads.add(payloadOf(deps, payload)) };
    },
    async acceptSignals(signals) {
      if (signals.length === 0) return 0;
      const rows = withIds(deps, signals);
      const inserted = await commit(deps, (wake) =>
        insertSignals(deps.db, { signals: rows, wake, now: deps.clock.now() }),
      );
      return inserted.length;
    },
  };
}

/** What is kept of a payload until its commit. */
interface Payload {
  identities: readonly string[];
  /** Keys of the signals that it may make. */
  keys: readonly string[];
  text: string;
  statuses: Readonly<Record<AlertStatus, number>>;
}
type AlertStatus = AlertmanagerPayload["alerts"][number]["status"];

function payloadOf(deps: IngestDeps, payload: AlertmanagerPayload): Payload {
  const incoming = incomingAlerts(deps, payload);
  const firing = payload.alerts.filter(({ status }) => status === "firing").length;
  return {
    identities: incoming.map(({ row }) => identityOf(row)),
    keys: incoming.flatMap(({ signal }) => (signal === null ? [] : [signal.key])),
    text: textOfAlerts(incoming),
    statuses: { firing, resolved: payload.alerts.length - firing },
  };
}

/** Returns how many new signals each payload made. No two of the payloads have an alert in common. */
async function writePayloads(deps: IngestDeps, payloads: readonly Payload[]): Promise<number[]> {
  const texts = payloads.map(({ text }) => text);
  const inserted = await commit(deps, (wake) =>
    insertAlerts(deps.db, { texts, wake, now: deps.clock.now() }),
  );
  const total = { firing: 0, resolved: 0 };
  for (const { statuses } of payloads) {
    total.firing += statuses.firing;
    total.resolved += statuses.resolved;
  }
  for (const status of ["firing", "resolved"] as const)
    deps.metrics.alertsReceived.inc({ status }, total[status]);
  deps.logger.info(
    { payloads: payloads.length, alerts: total.firing + total.resolved, signals: inserted.length },
    "alerts accepted",
  );
  const made = new Set(inserted.map(({ key }) => key));
  return payloads.map(({ keys }) => keys.filter((key) => made.has(key)).length);
}

/** One statement with the correlation job in it; what is counted is counted after the commit. */
async function commit(
  deps: IngestDeps,
  write: (wake: RawBuilder<unknown>) => Promise<InsertedSignal[]>,
): Promise<InsertedSignal[]> {
  const signals = await deps.effects.run("ingest.commit", async () => write(await deps.jobs.correlation()));
  for (const { source } of signals) deps.metrics.signals.inc({ source });
  return signals;
}

function incomingAlerts({ ids, clusterName }: IngestDeps, payload: AlertmanagerPayload): IncomingAlert[] {
  const merged = new Map<string, IncomingAlert>();
  const timeOf = isoTimes();
  for (const alert of payload.alerts) {
    const meaning = signalOfAlert(alert, clusterName === undefined ? {} : { clusterName });
    const row = {
      id: ids.next(),
      fingerprint: alert.fingerprint,
      starts_at: timeOf(alert.startsAt),
      status: alert.status,
      ends_at: alert.status === "resolved" && alert.endsAt ? timeOf(alert.endsAt) : null,
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

/** Alerts of a group mostly began and ended together. */
function isoTimes(): (time: string) => string {
  let last = { time: "", iso: "" };
  return (time) => {
    if (time !== last.time) last = { time, iso: new Date(time).toISOString() };
    return last.iso;
  };
}

export const identityOf = (row: { fingerprint: string; starts_at: string }) =>
  `${row.fingerprint} ${row.starts_at}`;

function withIds(deps: IngestDeps, signals: NewSignal[]): KeyedSignal[] {
  const byKey = new Map(signals.map((signal) => [signal.key, signal]));
  return [...byKey.values()].map((signal) => ({ ...signal, id: deps.ids.next() }));
}
