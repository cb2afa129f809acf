import type { Ids } from "../core/ids.ts";
import type { Logger } from "../core/logger.ts";
import { untilAborted } from "../core/until-aborted.ts";
import { createLease } from "../database/leases.ts";
import { createSignalWatch, type SignalWatch, type SignalWatchOptions } from "../kubernetes/watch-signals.ts";
import type { Database } from "./incident-row.ts";
import type { Ingest } from "./ingest.ts";

/** A watcher that was killed is replaced within this. */
const LEASE_MS = 10_000;

export interface ClusterWatch {
  /** The watch of this replica, where it is the one that watches. */
  current(): SignalWatch | undefined;
  start(): void;
  stop(): Promise<void>;
}

/** One watcher among replicas: whoever holds the lease. It starts anew from a list each time. */
export function createClusterWatch(
  deps: Omit<SignalWatchOptions, "onSignals"> & {
    db: Database;
    ids: Ids;
    logger: Logger;
    ingest: Pick<Ingest, "acceptSignals">;
  },
): ClusterWatch {
  const { db, ids, logger, ingest } = deps;
  const lease = createLease({ db, name: "watch", holder: ids.next(), ttlMs: LEASE_MS, logger });
  let current: SignalWatch | undefined;
  let held: Promise<void> | undefined;
  return {
    current: () => current,
    start() {
      held ??= lease.run(async (signal) => {
        const watch = createSignalWatch({
          ...deps,
          onSignals: async (signals) => void (await ingest.acceptSignals(signals)),
        });
        await watch.start();
        current = watch;
        await untilAborted(signal);
        await watch.stop();
      });
    },
    async stop() {
      await lease.stop();
      await held;
    },
  };
}
