import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Kysely } from "kysely";
import pg from "pg";
import { inject } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { socketUrl } from "../../src/database/database.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import type { Tables } from "../../src/database/tables.ts";
import { TEMPLATE } from "./global-setup.ts";

export interface TestDatabase {
  db: Kysely<Tables>;
  pool: pg.Pool;
  url: string;
  /** Closes the pool and drops the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A migrated database of its own on the shared server. */
export async function testDatabase(): Promise<TestDatabase> {
  const socketFolder = await sharedServer();
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(socketFolder, `create database ${name} template ${TEMPLATE}`);
  const url = socketUrl(socketFolder, name);
  const pool = createPool({ url, logger: silentLogger, max: 10 });
  const db = createKysely(pool);
  return {
    db,
    pool,
    url,
    async drop() {
      await db.destroy();
      await asAdmin(socketFolder, `drop database ${name} with (force)`);
    },
  };
}

/** An empty database on the shared server, for tests of migrations. */
export async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const socketFolder = await sharedServer();
  const name = `e_${randomUUID().replaceAll("-", "")}`;
  await asAdmin(socketFolder, `create database ${name}`);
  return {
    url: socketUrl(socketFolder, name),
    drop: () => asAdmin(socketFolder, `drop database ${name} with (force)`),
  };
}

async function sharedServer(): Promise<string> {
  const answer: unknown = JSON.parse(await text(connect(inject("databaseDoor"))));
  if (typeof answer === "object" && answer !== null && "socketFolder" in answer)
    return String(answer.socketFolder);
  throw new Error(`the shared database server did not start: ${JSON.stringify(answer)}`);
}

async function asAdmin(socketFolder: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: socketUrl(socketFolder, "postgres") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
