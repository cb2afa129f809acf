import { type Kysely, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { OperationError } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { toDatabaseError } from "./errors.ts";
import { MIGRATIONS, type NumberedMigration } from "./migrations.ts";
import { refuseSharedSessions } from "./own-sessions.ts";
import { createKysely, createPool } from "./pool.ts";
import type { Tables } from "./tables.ts";
import { CONNECT_MS, MOST_CONNECT_MS } from "./until-reached.ts";

const OLDEST_SERVER = 150_000;
/** Any number that no other program uses as an advisory lock on the same database ("kaf" and one). */
const LOCK_KEY = 0x6b616601;

export interface MigrateOptions {
  url: string;
  logger: Logger;
  migrations?: readonly NumberedMigration[];
  connectMs?: number | undefined;
}

/** Brings the schema up to this code, one replica at a time. Refuses a server, a pooler or a schema that this code cannot work with. */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { url, logger, migrations = MIGRATIONS, connectMs = CONNECT_MS } = options;
  // Before the lock: behind such a pooler it would be held for as long as the pooler's connection lives.
  await refuseSharedSessions({ url, connectMs });
  await withMigrationLock({ url, connectMs }, async () => {
    const pool = createPool({ url, logger, max: 2, statementTimeoutMs: 0, connectMs });
    const db = createKysely(pool);
    try {
      await refuseOldServer(db);
      if (await isServed(db, migrations)) await runMigrator(db, migrations, logger);
    } finally {
      await db.destroy();
    }
  });
}

/** Runs `work` while no other process changes the schema; the lock ends with its connection, also by a crash. */
export async function withMigrationLock<T>(
  { url, connectMs = MOST_CONNECT_MS }: { url: string; connectMs?: number },
  work: () => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectMs });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [LOCK_KEY]);
    return await work();
  } catch (error) {
    throw toDatabaseError(error);
  } finally {
    await client.end().catch(() => {});
  }
}

/** The same lock for a part that has a pool alone. */
export async function withPoolLocked<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK_KEY]);
    return await work();
  } finally {
    // Destroyed and not returned to the pool: the lock ends with it.
    client.release(true);
  }
}

async function refuseOldServer(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ number: number; name: string }>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as name`.execute(
    db,
  );
  const version = rows[0];
  if (version !== undefined && version.number >= OLDEST_SERVER) return;
  throw new OperationError(
    `the server at DATABASE_URL is PostgreSQL ${version?.name}: version 15 or newer is needed; unset DATABASE_URL to use the embedded one`,
    { reason: "invalid", retryable: false },
  );
}

/**
 * Whether the migrator has work. It must not be asked about a schema newer than its list: it would take the unknown
 * migrations for a corrupt history. Newer schemas that still serve this code are left as they are.
 */
async function isServed(db: Kysely<Tables>, migrations: readonly NumberedMigration[]): Promise<boolean> {
  await sql`create table if not exists schema_compatibility (
    number integer primary key, name text not null, oldest_code integer not null)`.execute(db);
  const { rows } = await sql<{ newest: number | null; oldest_code: number | null }>`
    select max(number) as newest, max(oldest_code) as oldest_code from schema_compatibility`.execute(db);
  const code = migrations.at(-1)?.number ?? 0;
  const { newest = 0, oldest_code: oldestCode = 0 } = rows[0] ?? {};
  if ((oldestCode ?? 0) > code) {
    throw new OperationError(
      `the database has schema ${newest}, which serves code of schema ${oldestCode} and newer; this code has ${code}: start the newer version of kube-autofix, or restore the database from before its upgrade`,
      { reason: "conflict", retryable: false },
    );
  }
  return (newest ?? 0) < code;
}

async function runMigrator(
  db: Kysely<Tables>,
  migrations: readonly NumberedMigration[],
  logger: Logger,
): Promise<void> {
  const provider = {
    getMigrations: async () => Object.fromEntries(migrations.map((entry) => [entry.name, withRecord(entry)])),
  };
  const { error, results = [] } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
  for (const { migrationName } of results)
    logger.info({ migration: migrationName }, "the schema is migrated");
}

/** The record is part of the migration's transaction. */
function withRecord({ name, number, oldestCode, migration }: NumberedMigration) {
  return {
    async up(db: Kysely<unknown>) {
      await migration.up(db);
      await sql`insert into schema_compatibility (number, name, oldest_code)
        values (${number}, ${name}, ${oldestCode})`.execute(db);
    },
  };
}
