import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wallTime } from "node:timers/promises";
import type { Kysely } from "kysely";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import type { Tables } from "../../src/database/tables.ts";
import { testDatabase } from "../support/database.ts";
import { serviceEnv } from "../support/service.ts";

/** Where one story keeps its rows, whoever serves them. */
export interface CrashDatabase {
  /** The service's environment. */
  env: Record<string, string>;
  /** Resolves when no message waits any more. @throws DOMException where `limit` ends it before */
  untilDelivered(limit: AbortSignal): Promise<void>;
  /** Half of the time to decide is over, and the service looks: for stories on the shared server alone. */
  halfOver?(): Promise<void>;
  drop(): Promise<void>;
}

const ENV = { LOG_LEVEL: "warn", VERIFY_SOAK_SECONDS: "10" };

/** A database on the tests' shared server, which no crash touches. */
export async function sharedDatabase(dataDir: string): Promise<CrashDatabase> {
  const { db, url, drop } = await testDatabase();
  const env = serviceEnv({ databaseUrl: url, env: ENV }, dataDir);
  return {
    env,
    untilDelivered: (limit) => untilNoneWaits(db, limit),
    halfOver: () => halfOver(db),
    drop,
  };
}

/** The service's own server in a data folder: a kill leaves it running, and the next start takes it over. */
export async function embeddedDatabase(): Promise<CrashDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), "autofix-crash-"));
  const { DATABASE_URL: _none, ...env } = serviceEnv({ databaseUrl: "", env: ENV }, dataDir);
  return {
    env,
    async untilDelivered(limit) {
      const guest = await openDatabase({
        dataDir,
        logger: silentLogger,
        clock: createClock(),
        role: "guest",
      });
      await untilNoneWaits(guest.db, limit).finally(() => guest.close());
    },
    drop: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function untilNoneWaits(db: Kysely<Tables>, limit: AbortSignal): Promise<void> {
  const waiting = () =>
    db.selectFrom("outbox").select("id").where("state", "in", ["pending", "sending"]).executeTakeFirst();
  while ((await waiting()) !== undefined) await wallTime(50, undefined, { signal: limit });
}

/** The moments are rows, so that no story has to wait for them: a slow machine would be late for what follows. */
async function halfOver(db: Kysely<Tables>): Promise<void> {
  const asked = await db
    .updateTable("approvals")
    .set(({ ref }) => ({ escalate_at: ref("created_at") }))
    .where("state", "=", "pending")
    .whereRef("escalate_at", ">", "created_at")
    .returning("incident_id")
    .execute();
  for (const { incident_id } of asked)
    await db
      .updateTable("incidents")
      .set(({ ref }) => ({ due_at: ref("opened_at") }))
      .where("id", "=", incident_id)
      .execute();
}
