import { type Clock, createClock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { Database } from "../database/database.ts";
import { refreshIncidentGauges } from "../incidents/incident-metrics.ts";
import type { JobSender } from "../incidents/job-sender.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { type DueRow, isIncidentDue, readDueRows } from "./due-rows.ts";
import { countJobs, createJobQueue, queuesWithJobs } from "./job-queue.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { batchOf, CONCURRENCY, type Queue } from "./queues.ts";
import { createRunner, type Runner } from "./runner.ts";
import { openWakeSession, type WakeSession } from "./wake-session.ts";

export interface DispatcherDeps {
  database: Pick<Database, "db" | "pool">;
  clock: Clock;
  logger: Logger;
  metrics: Metrics;
  /** Wall time that work in flight has at a stop before it is aborted. */
  stopBoundMs?: number;
}

/** What the rows of the database ask for. Each is called again for as long as its rows are due. */
export interface Handlers {
  correlate(signal: AbortSignal): Promise<void>;
  advance(incidentId: string, signal: AbortSignal): Promise<void>;
  deliver(signal: AbortSignal): Promise<void>;
}

export interface Dispatcher {
  jobs: JobSender;
  start(handlers: Handlers): Promise<void>;
  /** Every call shares the first's outcome. */
  stop(): Promise<void>;
  isHealthy(): boolean;
}

const SCAN_MS = 200;
const GAUGES_EVERY = 10;
const HEALTHY_MS = 5_000;

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { clock, logger } = deps;
  const { db, pool } = deps.database;
  // Scans keep to wall time, or a sped-up clock would make them a storm; what is due is asked by the service's clock.
  const wall = createClock();
  const queue = createJobQueue({ pool, logger });
  const stopping = new AbortController();
  let session: WakeSession | undefined;
  let runners: Record<Queue, Runner> | undefined;
  let scanning: Promise<void> | undefined;
  // Not by the time of day, which may be set while it runs.
  let lastLookMs = Number.NEGATIVE_INFINITY;
  let stopped: Promise<void> | undefined;

  const runnerOf = (name: Queue, run: (key: string, isSure: boolean, signal: AbortSignal) => Promise<void>) =>
    createRunner({
      name,
      run,
      clock,
      logger,
      concurrency: CONCURRENCY[name],
      take: async (key) => session?.isOpen() === true && (await session.take(name, key)),
      giveUp: async (key) => session?.giveUp(name, key),
      finish: (ids) => queue.finish(name, ids),
      giveBack: (ids) => queue.giveBack(name, ids),
      onFree: () => fetchers[name](),
    });
  const fetcherOf = (name: Queue) =>
    oneAtATime(
      async () => {
        const runner = runners?.[name];
        const limit = runner === undefined ? 0 : batchOf(name, runner.freeSlots());
        if (runner === undefined || limit < 1 || stopping.signal.aborted) return false;
        const jobs = await queue.fetch(name, limit);
        lastLookMs = performance.now();
        if (stopping.signal.aborted) {
          const ids = jobs.map(({ id }) => id);
          await queue.giveBack(name, ids);
          return false;
        }
        for (const { id, key } of jobs) runner.wake(key, [id]);
        return jobs.length === limit;
      },
      (error) => logger.debug({ queue: name, error: messageOf(error) }, "no jobs could be fetched"),
    );
  const fetchers: Record<Queue, () => void> = {
    correlate: fetcherOf("correlate"),
    deliver: fetcherOf("deliver"),
    advance: fetcherOf("advance"),
  };
  const wakeDue = (rows: readonly DueRow[]) => {
    for (const { queue: name, key } of rows) {
      const runner = runners?.[name];
      // No more than there is room for: other replicas scan too.
      if (runner !== undefined && !runner.knows(key) && runner.freeSlots() > 0) runner.wake(key, []);
    }
  };
  const scan = async (isTimeForGauges: boolean) => {
    if (session?.isOpen() !== true) {
      session = await openWakeSession({ pool, logger, onWake: (name) => fetchers[name]() });
    }
    const [rows, names] = await Promise.all([readDueRows(db, clock.now()), queuesWithJobs(db)]);
    lastLookMs = performance.now();
    wakeDue(rows);
    for (const name of names) fetchers[name]();
    if (isTimeForGauges) await Promise.all([session.beat(), setGauges(rows)]);
  };
  const setGauges = async (rows: readonly DueRow[]) => {
    const { waiting, active } = await countJobs(db);
    deps.metrics.queueJobs.set({ state: "waiting" }, waiting);
    deps.metrics.queueJobs.set({ state: "active" }, active);
    const nowMs = clock.now().getTime();
    const oldestMs = Math.min(nowMs, ...rows.map(({ dueAt }) => dueAt.getTime()));
    deps.metrics.queueOldest.set((nowMs - oldestMs) / 1000);
    await refreshIncidentGauges(db, deps.metrics);
  };
  const scanForEver = async () => {
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      await scan(count % GAUGES_EVERY === 0).catch((error: unknown) =>
        logger.warn({ error: messageOf(error) }, "the database was not asked for due work"),
      );
      await wall.sleep(SCAN_MS, stopping.signal).catch(() => {});
    }
  };
  const stop = async () => {
    stopping.abort();
    await scanning;
    const boundMs = deps.stopBoundMs ?? 10_000;
    await Promise.all(Object.values(runners ?? {}).map((runner) => runner.stop(boundMs)));
    session?.close();
    await queue.stop();
  };
  return {
    jobs: {
      correlation: () => queue.wake("correlate", "correlate"),
      deliver: (trx) => queue.send(trx, "deliver", "deliver"),
      advance: (trx, incidentId) => queue.send(trx, "advance", incidentId),
    },
    async start(handlers) {
      await queue.start();
      runners = {
        correlate: runnerOf("correlate", (_key, _isSure, signal) => handlers.correlate(signal)),
        deliver: runnerOf("deliver", (_key, _isSure, signal) => handlers.deliver(signal)),
        advance: runnerOf("advance", async (id, isSure, signal) => {
          if (isSure || (await isIncidentDue(db, id, clock.now()))) await handlers.advance(id, signal);
        }),
      };
      scanning = scanForEver();
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
    isHealthy: () => !stopping.signal.aborted && performance.now() - lastLookMs < HEALTHY_MS,
  };
}
