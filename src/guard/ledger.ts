import type pg from "pg";
import { z } from "zod";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { createPool } from "../database/pool.ts";
import { nameOf } from "../database/prepared.ts";
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

const columnsOf = (shape: object) => Object.keys(shape).join(", ");

// One statement, so one instant: the stop is on every row, and one row is there without any attempt. It has a name, so that
// the server plans it once a connection; the views say what is there now each time.
const text = `select ${columnsOf(stopSchema.shape)}, ${columnsOf(rowSchema.in.shape)} from guard_stop left join guard_attempts on true`;
const READ = { name: nameOf(text), text };

export function createLedger({ findUrl, logger }: LedgerOptions): Ledger {
  let kept: pg.Pool | undefined;
  const connect = async () => {
    if (kept !== undefined) return kept;
    const url = await findUrl();
    // Writes are rare: the one after a pause finds a connection with its plan.
    const sizes = { min: 1, max: CONNECTIONS };
    kept ??= createPool({ url, logger, ...sizes, statementTimeoutMs: STATEMENT_MS });
    return kept;
  };
  const forget = async (pool: pg.Pool | undefined) => {
    if (kept === pool) kept = undefined;
    await pool?.end().catch((error: unknown) => logger.debug({ error: messageOf(error) }, "pool end"));
  };
  /** A server that came back may listen elsewhere, and a migration makes a kept plan stale: what fails is done with. */
  const readWith = async (pool: pg.Pool): Promise<unknown[]> => {
    try {
      return (await pool.query(READ)).rows;
    } catch (error) {
      await forget(pool);
      throw error;
    }
  };
  const read = async (): Promise<unknown[]> => {
    const before = kept;
    const pool = await connect();
    if (pool !== before) return readWith(pool);
    try {
      return await readWith(pool);
    } catch (error) {
      logger.debug({ error: messageOf(error) }, "the ledger is read over a new connection");
      return readWith(await connect());
    }
  };
  return {
    async open() {
      const rows = await read();
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
        await read();
        return true;
      } catch (error) {
        logger.warn({ error: messageOf(error) }, "the ledger cannot be read");
        return false;
      }
    },
    close: () => forget(kept),
  };
}
