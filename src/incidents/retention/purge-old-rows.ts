import { type RawBuilder, sql } from "kysely";
import type { Database } from "../incident-row.ts";

interface OldRows {
  table: string;
  isOld: (cutoff: Date) => RawBuilder<boolean>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What opened no incident. A signal that waits is not refused, and an alert that still comes is not old. */
export const REFUSED: readonly (OldRows & { kind: "signal" | "alert" })[] = [
  {
    kind: "signal",
    table: "signals",
    isOld: (cutoff) => sql<boolean>`state = 'refused' and created_at < ${cutoff}`,
  },
  {
    kind: "alert",
    table: "alerts",
    isOld: (cutoff) =>
      sql<boolean>`incident_id is null and reason is not null and last_received_at < ${cutoff}
        and not exists (select from signals s where s.alert_id = alerts.id and s.state = 'pending')`,
  },
];

/** What is of use for a while alone: whoever writes it forgets the old at the next use, which may never come. */
export const CACHES: readonly (OldRows & { keptMs: number })[] = [
  cache("model_answers", "expires_at", 6 * HOUR_MS),
  cache("search_results", "expires_at", 0),
  cache("memory_samples", "taken_at", 2 * HOUR_MS),
  cache("seen_callbacks", "seen_at", DAY_MS),
  cache("wrong_tokens", "at", DAY_MS),
  cache("channel_requests", "at", HOUR_MS),
  cache("pauses", "until", 30 * DAY_MS),
];

function cache(table: string, column: string, keptMs: number) {
  return { table, keptMs, isOld: (cutoff: Date) => sql<boolean>`${sql.ref(column)} < ${cutoff}` };
}

/** Deletes so many at most; returns how many it was. */
export async function purgeOldRows(
  db: Database,
  { table, isOld }: OldRows,
  { cutoff, most }: { cutoff: Date; most: number },
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${isOld(cutoff)} limit ${most} for update skip locked))`.execute(
    db,
  );
  return Number(numAffectedRows ?? 0);
}
