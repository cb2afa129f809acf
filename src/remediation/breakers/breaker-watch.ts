import type { Kysely, Transaction } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Ids } from "../../core/ids.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import { BREAKERS, type BreakerRecord } from "../../domain/breaker.ts";
import type { IncidentOpener } from "../../incidents/incident-opener.ts";
import type { IncidentStore } from "../../incidents/incident-store.ts";
import type { ApiPressure } from "../../kubernetes/api-pressure.ts";
import type { ClusterReader } from "../../kubernetes/cluster-reader.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import type { BlastSettings } from "./blast-settings.ts";
import { openBreaker, openBreakers } from "./breaker-rows.ts";
import { reasonsNow } from "./hold-change.ts";
import { lift } from "./lift.ts";
import { illSince, isOver } from "./storm.ts";
import { openStormRoot } from "./storm-root.ts";

export interface BreakerWatchDeps {
  db: Kysely<Tables>;
  store: IncidentStore & IncidentOpener;
  reader: Pick<ClusterReader, "clusterId" | "list">;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  logger: Logger;
  settings: { blast: BlastSettings };
  apiPressure?: Pick<ApiPressure, "reason"> | undefined;
}

export interface BreakerWatch {
  start(): void;
  stop(): Promise<void>;
  /** One look: opens what must open, lifts what has recovered. */
  look(signal: AbortSignal): Promise<void>;
}

const LOOK_MS = 2_000;

/** Without failed changes for so long, and without any that could fail, they are tried again. */
const FAILURE_CALM_SECONDS = 3600;
const API_CALM_SECONDS = 60;
/** A field that went back and forth is a person's for a day. */
const FIELD_CALM_SECONDS = 24 * 3600;

/** Every replica looks; each step is decided in a transaction, so that it happens once. */
export function createBreakerWatch(deps: BreakerWatchDeps): BreakerWatch {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const look = (signal: AbortSignal) => lookOnce(deps, signal);
  const loop = async () => {
    while (!stopping.signal.aborted) {
      await look(stopping.signal).catch((error: unknown) => {
        if (!stopping.signal.aborted)
          deps.logger.warn({ error: messageOf(error) }, "the breakers could not be looked at");
      });
      await deps.clock.sleep(LOOK_MS, stopping.signal).catch(() => {});
    }
  };
  return {
    look,
    start() {
      running ??= loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function lookOnce(deps: BreakerWatchDeps, signal: AbortSignal): Promise<void> {
  const cluster = await deps.reader.clusterId(signal);
  await deps.db.transaction().execute((trx) => openWhatHolds(deps, trx, cluster));
  const open = await openBreakers(deps.db, cluster);
  for (const breaker of open) {
    if (breaker.breaker === "storm" && breaker.incidentId === null)
      await openStormRoot(deps, { cluster, storm: breaker }, signal);
    else if (await hasRecovered(deps, cluster, breaker)) await lift(deps, { id: breaker.id, by: "recovery" });
  }
  const now = new Set((await openBreakers(deps.db, cluster)).map(({ breaker }) => breaker));
  for (const breaker of BREAKERS) deps.metrics.breakerOpen.set({ breaker }, now.has(breaker) ? 1 : 0);
}

/** Also says of those that are open that their reason is still true. */
async function openWhatHolds(
  deps: BreakerWatchDeps,
  trx: Transaction<Tables>,
  cluster: string,
): Promise<void> {
  for (const [breaker, reason] of await reasonsNow(deps, trx, cluster)) {
    const isNew = await openBreaker(trx, {
      id: deps.ids.next(),
      cluster,
      breaker,
      scope: "",
      reason,
      incidentId: null,
      at: deps.clock.now(),
    });
    if (!isNew) continue;
    deps.logger.warn({ breaker, reason }, "a breaker opened");
    deps.metrics.breakersOpened.inc({ breaker });
  }
}

async function hasRecovered(deps: BreakerWatchDeps, cluster: string, open: BreakerRecord): Promise<boolean> {
  const calmSeconds = (deps.clock.now().getTime() - open.seenAt.getTime()) / 1000;
  switch (open.breaker) {
    case "storm":
      return hasCalmedDown(deps, cluster, open, calmSeconds);
    case "failure-rate":
      return calmSeconds >= FAILURE_CALM_SECONDS;
    case "api-server":
      return calmSeconds >= API_CALM_SECONDS;
    case "oscillation":
      return calmSeconds >= FIELD_CALM_SECONDS;
  }
}

/** Opened at many, lifted at half as many, and only once that has lasted. */
async function hasCalmedDown(
  deps: BreakerWatchDeps,
  cluster: string,
  open: BreakerRecord,
  calmSeconds: number,
): Promise<boolean> {
  const { blast } = deps.settings;
  const since = new Date(open.openedAt.getTime() - blast.stormWindowSeconds * 1000);
  const stillIll = await illSince(deps.db, { cluster, since, root: open.incidentId });
  if (isOver(stillIll, blast)) return calmSeconds >= blast.stormCalmSeconds;
  await deps.db
    .updateTable("breakers")
    .set({ seen_at: deps.clock.now() })
    .where("id", "=", open.id)
    .where("lifted_at", "is", null)
    .execute();
  return false;
}
