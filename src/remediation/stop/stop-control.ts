import type { Kysely } from "kysely";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Logger } from "../../core/logger.ts";
import type { Tables } from "../../database/tables.ts";
import type { Stop, StopDoor } from "../../domain/stop.ts";
import type { ChangeFeed } from "../../incidents/change-feed.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { readStop, setStop } from "./stop-rows.ts";

/** The stop of all changes, as the doors show and set it. What is written asks the row itself. */
export interface StopControl {
  /** As this replica last heard of it: within a second of the word of any other. */
  current(): Stop | null;
  /** False where that was so already. */
  set(asked: { isStopped: boolean; by: string; door: StopDoor; reason: string }): Promise<boolean>;
}

export function createStopControl(deps: {
  db: Kysely<Tables>;
  clock: Clock;
  changes: ChangeFeed;
  metrics: Pick<Metrics, "stopped">;
  logger: Logger;
}): StopControl {
  const { db, clock, logger } = deps;
  let current: Stop | null = null;
  const take = (stop: Stop | null) => {
    if ((stop === null) !== (current === null))
      logger.warn(
        stop === null ? {} : { by: stop.by, reason: stop.reason },
        stop === null ? "changes are resumed" : "all changes are stopped",
      );
    current = stop;
    deps.metrics.stopped.set(stop === null ? 0 : 1);
  };
  const look = async () => {
    try {
      take((await readStop(db)) ?? null);
    } catch (error) {
      logger.warn({ error: messageOf(error) }, "whether all changes are stopped could not be read");
    }
  };
  // Null: a stop, or that words may have been missed.
  deps.changes.subscribe({ onChange: (change) => void (change === null && look()), onEnd: () => {} });
  return {
    current: () => current,
    async set(asked) {
      const isNews = await setStop(db, { ...asked, at: clock.now() });
      await look();
      return isNews;
    },
  };
}
