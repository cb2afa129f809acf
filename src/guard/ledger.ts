import type pg from "pg";
import { z } from "zod";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { createPool } from "../database/pool.ts";
import { objectOf } from "./admission/json-value.ts";
import { AllStopped, type LedgerAttempt } from "./ledger-attempt.ts";

/** The guard's only look at the service: it reads one view, with a role that may read nothing else. */
export interface Ledger {
  /** Every attempt without a result. Throws AllStopped while all changes are stopped, and where the database does not answer. */
  open(): Promise<LedgerAttempt[]>;
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  /** Where the database is now: an embedded one may not run yet, or elsewhere after a restart. */
  findUrl(): Promise<string>;
  logger: Logger;
}

/** A review has three seconds in all. */
const STATEMENT_MS = 1_500;
const CONNECTIONS = 4;

const rowSchema = z
  .object({
    id: z.string(),
    incident_id: z.string(),
    number: z.number(),
    plan_digest: z.string(),
    plan: z.unknown(),
    pre_image: z.unknown(),
    pods_before: z.array(z.string()),
    steps: z.array(z.string()),
    started_at: z.date(),
    incident_status: z.string(),
    status_at: z.date().nullable(),
    is_current: z.boolean(),
    is_approved: z.boolean(),
    paused_until: z.date().nullable(),
  })
  .transform(
    (row): LedgerAttempt => ({
      id: row.id,
      incidentId: row.incident_id,
      number: row.number,
      planDigest: row.plan_digest,
      plan: row.plan,
      preImage: row.pre_image,
      podsBefore: row.pods_before,
      steps: row.steps,
      startedAt: row.started_at,
      incidentStatus: row.incident_status,
      statusAt: row.status_at,
      isCurrent: row.is_current,
      isApproved: row.is_approved,
      pausedUntil: row.paused_until,
    }),
  );
const rowsSchema = z.array(rowSchema);

const stopSchema = z.object({
  is_stopped: z.boolean(),
  stopped_by: z.string().nullable(),
  stop_reason: z.string().nullable(),
  stopped_at: z.date().nullable(),
});

const COLUMNS = Object.keys(rowSchema.in.shape).join(", ");

export function createLedger({ findUrl, logger }: LedgerOptions): Ledger {
  let pool: { url: string; pool: pg.Pool } | undefined;
  const connect = async () => {
    if (pool !== undefined) return pool.pool;
    const url = await findUrl();
    pool ??= { url, pool: createPool({ url, logger, max: CONNECTIONS, statementTimeoutMs: STATEMENT_MS }) };
    return pool.pool;
  };
  /** A server that came back may listen elsewhere. */
  const forget = async () => {
    const lost = pool;
    pool = undefined;
    await lost?.pool.end().catch((error: unknown) => logger.debug({ error: messageOf(error) }, "pool end"));
  };
  const query = async (text: string): Promise<unknown[]> => {
    try {
      return (await (await connect()).query(text)).rows;
    } catch (error) {
      await forget();
      throw error;
    }
  };
  return {
    async open() {
      // One statement, so one instant: the stop is on every row, and one row is there without any attempt.
      const rows = await query(
        `select stop.*, ${COLUMNS} from guard_stop stop left join guard_attempts on true`,
      );
      // A view without its row was tampered with, and throws here: nothing is admitted.
      const stop = stopSchema.parse(rows[0]);
      if (stop.is_stopped)
        throw new AllStopped(
          `all changes are stopped since ${stop.stopped_at?.toISOString() ?? "?"} by ${stop.stopped_by ?? "?"}: ${stop.stop_reason ?? ""}`,
        );
      return rowsSchema.parse(rows.filter((row) => objectOf(row).id !== null));
    },
    isHealthy: async () => {
      try {
        await query("select 1 from guard_stop left join guard_attempts on true limit 1");
        return true;
      } catch (error) {
        logger.warn({ error: messageOf(error) }, "the ledger cannot be read");
        return false;
      }
    },
    close: forget,
  };
}
