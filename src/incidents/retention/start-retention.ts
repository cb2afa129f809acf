import type { Config } from "../../config/config.ts";
import { createClock } from "../../core/clock.ts";
import { messageOf } from "../../core/errors.ts";
import type { Ids } from "../../core/ids.ts";
import type { Shutdown } from "../../core/shutdown.ts";
import { createLease } from "../../database/leases.ts";
import { createAuditArchive } from "./audit-archive.ts";
import { purgeAll, type RetentionDeps } from "./retention.ts";

const LEASE_MS = 20_000;
const EVERY_WALL_MS = 10 * 60_000;

/** Purges what is kept for long enough, on one replica at a time, until the stop. */
export function startRetention(
  base: {
    config: Pick<Config, "retention">;
    rows: Pick<RetentionDeps, "db" | "clock" | "logger" | "metrics"> & { ids: Ids };
  },
  shutdown: Shutdown,
): void {
  const { rows } = base;
  const { archiveDir, ...days } = base.config.retention;
  const archive = archiveDir === undefined ? undefined : createAuditArchive(archiveDir);
  const lease = createLease({ ...rows, name: "retention", holder: rows.ids.next(), ttlMs: LEASE_MS });
  const wall = createClock();
  void lease.run(async (signal) => {
    while (!signal.aborted) {
      await purgeAll({ ...rows, ...days, archive }, signal).catch((error: unknown) => {
        if (!signal.aborted)
          rows.logger.warn(
            { error: messageOf(error) },
            "what was kept for long enough could not be deleted; it is tried again",
          );
      });
      await wall.sleep(EVERY_WALL_MS, signal).catch(() => {});
    }
  });
  shutdown.add("retention", () => lease.stop());
}
