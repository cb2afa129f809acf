import { type Clock, createClock } from "../../core/clock.ts";
import type { Logger } from "../../core/logger.ts";
import type { PurgedKind } from "../../domain/purged-kind.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { type PurgeDeps, purgeIncidents } from "./purge-incidents.ts";
import { CACHES, purgeOldRows, REFUSED } from "./purge-old-rows.ts";
import { purgeThreads } from "./purge-threads.ts";
import type { Place } from "./purgeable.ts";

export interface RetentionDeps extends PurgeDeps {
  clock: Clock;
  logger: Logger;
  metrics: Pick<Metrics, "purged">;
  /** Null: for ever. */
  incidentsDays: number | null;
  alertsDays: number | null;
  bounds?: Bounds;
}

/** What one batch may take, so that nothing waits long for it. */
export interface Bounds {
  incidents: number;
  auditRows: number;
  rows: number;
}

const BOUNDS: Bounds = { incidents: 50, auditRows: 1_000, rows: 1_000 };
const DAY_MS = 24 * 3_600_000;
/** A batch is followed by a pause of so many times what it took: purging has a fifth of one connection's time. */
const PAUSE_FACTOR = 4;
const SHORTEST_PAUSE_MS = 20;

/** Deletes all that was kept for long enough, batch by batch, until nothing is left that may go or `signal` aborts. */
export async function purgeAll(deps: RetentionDeps, signal: AbortSignal): Promise<void> {
  const batches = batchesOf(deps, deps.bounds ?? BOUNDS);
  const wall = createClock();
  for (;;) {
    signal.throwIfAborted();
    const startMs = performance.now();
    if ((await batches.next()).done === true) return;
    const pauseMs = Math.max(SHORTEST_PAUSE_MS, PAUSE_FACTOR * (performance.now() - startMs));
    await wall.sleep(pauseMs, signal);
  }
}

async function* batchesOf(deps: RetentionDeps, bounds: Bounds): AsyncGenerator<void> {
  const { db, clock } = deps;
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);
  const count = (kind: PurgedKind, rows: number) => deps.metrics.purged.inc({ kind }, rows);
  if (deps.incidentsDays !== null) yield* incidentBatches(deps, { bounds, days: deps.incidentsDays });
  for (const refused of deps.alertsDays === null ? [] : REFUSED)
    for (let isMore = true; isMore; ) {
      const cutoff = ago((deps.alertsDays ?? 0) * DAY_MS);
      const rows = await purgeOldRows(db, refused, { cutoff, most: bounds.rows });
      count(refused.kind, rows);
      isMore = rows === bounds.rows;
      yield;
    }
  for (const cache of CACHES)
    for (let isMore = true; isMore; ) {
      const rows = await purgeOldRows(db, cache, { cutoff: ago(cache.keptMs), most: bounds.rows });
      count("cache-row", rows);
      isMore = rows === bounds.rows;
      yield;
    }
  count("checkpoint", await purgeThreads(db));
}

async function* incidentBatches(
  deps: RetentionDeps,
  { bounds, days }: { bounds: Bounds; days: number },
): AsyncGenerator<void> {
  let after: Place | undefined;
  do {
    const now = deps.clock.now();
    const before = new Date(now.getTime() - days * DAY_MS);
    const limits = { look: bounds.incidents, mostRows: bounds.auditRows };
    const batch = await purgeIncidents(deps, { before, now, after, ...limits });
    const { incidents, alerts, signals, auditRows, head, unproven } = batch;
    deps.metrics.purged.inc({ kind: "incident" }, incidents);
    deps.metrics.purged.inc({ kind: "audit-row" }, auditRows);
    deps.metrics.purged.inc({ kind: "alert" }, alerts);
    deps.metrics.purged.inc({ kind: "signal" }, signals);
    // Where the log is kept elsewhere, it tells records of purged incidents that were put in or taken out afterwards.
    if (head !== undefined) deps.logger.info({ ...head, incidents, auditRows }, "purge head");
    if (unproven.length > 0)
      deps.logger.warn(
        { incidents: unproven },
        "these incidents are kept though they are old: their audit is not as it was written, see `kube-autofix audit verify`",
      );
    after = batch.reached;
    yield;
  } while (after !== undefined);
}
