import type { Kysely } from "kysely";
import type { Config } from "../../../config/config.ts";
import type { Clock } from "../../../core/clock.ts";
import type { Logger } from "../../../core/logger.ts";
import type { Shutdown } from "../../../core/shutdown.ts";
import type { Tables } from "../../../database/tables.ts";
import { configuredReports } from "../../../notify/configured-notifiers.ts";
import type { PolicySource } from "../policy-source.ts";
import { createReviewSchedule } from "./review-schedule.ts";

/** Reviews of the policy go where the configuration and the policy say, until the stop. */
export function startReviews(
  base: {
    config: Config;
    policy: Pick<PolicySource, "current">;
    rows: { db: Kysely<Tables>; clock: Clock; logger: Logger };
  },
  shutdown: Shutdown,
): void {
  const { config, policy, rows } = base;
  const tell = configuredReports(config, rows.clock);
  const schedule = createReviewSchedule({ ...rows, policy: () => policy.current(), tell });
  schedule.start();
  shutdown.add("policy review", () => schedule.stop());
}
