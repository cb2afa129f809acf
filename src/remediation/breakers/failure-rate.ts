import type { Kysely, Transaction } from "kysely";
import type { Tables } from "../../database/tables.ts";
import type { AttemptResult } from "../../domain/attempt.ts";
import { lastLifted } from "./breaker-rows.ts";

const WINDOW_MS = 3600_000;
/** Fewer say nothing of a rate. */
const LEAST_ENDED = 5;

/** `kept` served better than what was before, but it was not what was promised. */
const FAILED: ReadonlySet<AttemptResult> = new Set(["recurred", "rolled-back", "rollback-failed", "kept"]);

/** Why our own changes are not to be trusted now: too many of the last hour's did not hold. */
export async function failingTooOften(
  db: Kysely<Tables> | Transaction<Tables>,
  of: { cluster: string; failedPercent: number; now: Date },
): Promise<string | undefined> {
  const { cluster, now } = of;
  const lifted = await lastLifted(db, { cluster, breaker: "failure-rate" });
  const since = new Date(Math.max(now.getTime() - WINDOW_MS, lifted.getTime()));
  const rows = await db
    .selectFrom("attempts")
    .innerJoin("incidents", "incidents.id", "attempts.incident_id")
    .select("attempts.result")
    .where("incidents.cluster", "=", cluster)
    .where("attempts.ended_at", ">", since)
    .where("attempts.result", "is not", null)
    .execute();
  return tooManyFailed(
    rows.flatMap(({ result }) => result ?? []),
    of.failedPercent,
  );
}

/** Pure. What was never written, or what somebody else overwrote, is no failure of ours. */
export function tooManyFailed(results: readonly AttemptResult[], percent: number): string | undefined {
  const failed = results.filter((result) => FAILED.has(result)).length;
  const ended = failed + results.filter((result) => result === "verified").length;
  return ended >= LEAST_ENDED && failed * 100 > ended * percent
    ? `${failed} of the last hour's ${ended} changes did not hold, and ${percent} % is the most`
    : undefined;
}
