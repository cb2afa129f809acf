import { type RawBuilder, sql } from "kysely";
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
/** The more there is to group, the seldomer: a tenth of one connection's time, or once in a minute. */
const PAUSE_FACTOR = 9;
const LONGEST_PAUSE_MS = 60_000;
/** A scrape must not wait for a database that is away or slow; it shows what was known last. */
const BOUND_MS = 5_000;
/** More combinations than this are summed under one name: a label must not grow without end. */
const MOST_SERIES = 2_000;
const OTHERS = "(others)";

/**
 * Sets the gauges that count rows by the namespace of the subject, from the database that all replicas share: they
 * outlive restarts, and each replica tells the same.
 */
export function ledgerFigures(deps: LedgerFiguresDeps): () => Promise<void> {
  let freshUntilMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    const startMs = performance.now();
    await readAll(deps);
    const endMs = performance.now();
    const pauseMs = Math.min(LONGEST_PAUSE_MS, PAUSE_FACTOR * (endMs - startMs));
    freshUntilMs = Math.max(startMs + FRESH_MS, endMs + pauseMs);
    asking = undefined;
  };
  return async () => {
    // Whoever comes while it is asked waits for the same answer: a slow database is not asked twice at once.
    if (asking === undefined && performance.now() >= freshUntilMs) asking = ask();
    await withinBound(asking, deps.boundMs ?? BOUND_MS);
  };
}

async function readAll(deps: LedgerFiguresDeps): Promise<void> {
  await Promise.all([countIncidents(deps), countAttempts(deps), tellRecentIncidents(deps)]).catch(
    (error: unknown) =>
      deps.logger.warn({ error: messageOf(error) }, "the figures of the ledger could not be read"),
  );
}

async function withinBound(asking: Promise<void> | undefined, boundMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, boundMs);
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

interface CountedAttempts {
  subject_namespace: string;
  cause: string;
  action: string;
  outcome: string;
  proven: string;
  count: string;
}

async function countAttempts({ db, metrics }: LedgerFiguresDeps): Promise<void> {
  const counted = (action: RawBuilder<string>, which: RawBuilder<boolean>) => sql`
    select i.subject_namespace, coalesce(i.cause, '') as cause, ${action} as action,
      coalesce(a.result, 'running') as outcome, coalesce(a.proof, '') as proven, count(*) as count
    from attempts a join incidents i on i.id = a.incident_id where ${which} group by 1, 2, 3, 4, 5`;
  // Apart, so that those whose action is known are counted from an index.
  const { rows } = await sql<CountedAttempts>`
    select subject_namespace, cause, action, outcome, proven, sum(count)::bigint as count
    from (${counted(sql`a.action`, sql`a.action is not null`)}
      union all ${counted(sql`main_action(a.plan)`, sql`a.action is null`)}) as counted
    group by 1, 2, 3, 4, 5 order by count desc`.execute(db);
  metrics.ledgerAttempts.reset();
  for (const [index, row] of rows.entries()) {
    const subject_namespace = index < MOST_SERIES ? row.subject_namespace : OTHERS;
    const { cause, action, outcome: result, proven: proof } = row;
    metrics.ledgerAttempts.inc({ subject_namespace, cause, action, result, proof }, Number(row.count));
  }
}
