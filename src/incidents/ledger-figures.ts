import { sql } from "kysely";
import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { Database } from "./incident-row.ts";
import { tellRecentIncidents } from "./recent-incidents.ts";

export interface LedgerFiguresDeps {
  db: Database;
  clock: Clock;
  metrics: Metrics;
  logger: Logger;
  /** Base of the links to pages; null where it is not known. */
  publicUrl: string | null;
  /** How long a scrape waits for the database at most, wall time. */
  boundMs?: number;
}

/** The rows are grouped at most this often, in wall time, however many ask for the metrics. */
const FRESH_MS = 2_000;
/** A scrape must not wait for a database that is away; it shows what was known last. */
const BOUND_MS = 5_000;
/** More combinations than this are summed under one name: a label must not grow without end. */
const MOST_SERIES = 2_000;
const OTHERS = "(others)";

/**
 * Sets the gauges that count rows by the namespace of the subject, from the database that all replicas share: they
 * outlive restarts, and each replica tells the same.
 */
export function ledgerFigures(deps: LedgerFiguresDeps): () => Promise<void> {
  let asked: { atMs: number; done: Promise<void> } | undefined;
  return () => {
    const atMs = performance.now();
    if (asked === undefined || atMs - asked.atMs > FRESH_MS) asked = { atMs, done: withinBound(deps) };
    return asked.done;
  };
}

async function withinBound(deps: LedgerFiguresDeps): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, deps.boundMs ?? BOUND_MS);
  const asking = Promise.all([countIncidents(deps), countAttempts(deps), tellRecentIncidents(deps)]).then(
    () => {},
    (error: unknown) =>
      deps.logger.warn({ error: messageOf(error) }, "the figures of the ledger could not be read"),
  );
  await Promise.race([asking, late]);
  clearTimeout(timer);
}

async function countIncidents({ db, metrics }: LedgerFiguresDeps): Promise<void> {
  const rows = await db
    .selectFrom("incidents")
    .select(({ fn }) => [
      "subject_namespace",
      "status",
      sql<string>`coalesce(cause, '')`.as("cause"),
      sql<string>`coalesce(outcome, '')`.as("outcome"),
      fn.countAll<string>().as("count"),
      sql<string | null>`sum(extract(epoch from closed_at - opened_at)) filter (where outcome = 'fixed')`.as(
        "seconds",
      ),
    ])
    .groupBy(["subject_namespace", "status", "cause", "outcome"])
    .orderBy("count", "desc")
    .execute();
  metrics.ledgerIncidents.reset();
  metrics.ledgerFixSeconds.reset();
  for (const [index, { subject_namespace, status, cause, outcome, count, seconds }] of rows.entries()) {
    const namespace = { subject_namespace: index < MOST_SERIES ? subject_namespace : OTHERS };
    metrics.ledgerIncidents.inc({ ...namespace, status, cause, outcome }, Number(count));
    if (seconds !== null) metrics.ledgerFixSeconds.inc({ ...namespace, cause }, Number(seconds));
  }
}

/** By the action that an attempt is proven by: one that only sets a ConfigMap's value comes before it. */
const MAIN_ACTION = sql<string>`coalesce((
  select action.value ->> 'type' from jsonb_array_elements(attempts.plan -> 'actions') with ordinality as action
  where not (action.value ->> 'type' = 'SetField' and action.value -> 'parameters' ? 'configMap')
  order by action.ordinality limit 1
), '')`;

async function countAttempts({ db, metrics }: LedgerFiguresDeps): Promise<void> {
  const rows = await db
    .selectFrom("attempts")
    .innerJoin("incidents", "incidents.id", "attempts.incident_id")
    .select(({ fn }) => [
      "incidents.subject_namespace",
      sql<string>`coalesce(incidents.cause, '')`.as("cause"),
      MAIN_ACTION.as("action"),
      sql<string>`coalesce(attempts.result, 'running')`.as("outcome"),
      sql<string>`coalesce(attempts.proof, '')`.as("proven"),
      fn.countAll<string>().as("count"),
    ])
    .groupBy(["subject_namespace", "incidents.cause", "action", "attempts.result", "attempts.proof"])
    .orderBy("count", "desc")
    .execute();
  metrics.ledgerAttempts.reset();
  for (const [index, row] of rows.entries()) {
    const subject_namespace = index < MOST_SERIES ? row.subject_namespace : OTHERS;
    const { cause, action, outcome: result, proven: proof } = row;
    metrics.ledgerAttempts.inc({ subject_namespace, cause, action, result, proof }, Number(row.count));
  }
}
