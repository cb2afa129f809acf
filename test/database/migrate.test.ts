import { type Kysely, sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { migrate } from "../../src/database/migrate.ts";
import { MIGRATIONS, type NumberedMigration } from "../../src/database/migrations.ts";
import { createKysely, createPool } from "../../src/database/pool.ts";
import { emptyDatabase, testDatabase } from "../support/database.ts";

async function empty() {
  const database = await emptyDatabase();
  onTestFinished(() => database.drop());
  return { url: database.url, logger: silentLogger };
}

/** A later change of the schema that serves code from `oldestCode` on. */
function later(oldestCode: number): NumberedMigration {
  const number = MIGRATIONS.length + 1;
  const up = async (db: Kysely<unknown>) => {
    await sql`create table later_part (id integer)`.execute(db);
  };
  return { name: `${String(number).padStart(4, "0")}-later`, number, oldestCode, migration: { up } };
}

async function tablesOf(url: string): Promise<string[]> {
  const db = createKysely(createPool({ url, logger: silentLogger }));
  const tables = await db.introspection.getTables();
  await db.destroy();
  return tables.map(({ name }) => name);
}

test("a migrated database holds the tables and records which code they serve", async () => {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  await database.db.insertInto("settings").values({ name: "a", value: "b" }).execute();
  const { rows } = await sql`select * from schema_compatibility order by number`.execute(database.db);
  expect(rows).toEqual(
    MIGRATIONS.map(({ name, number, oldestCode }) => ({ name, number, oldest_code: oldestCode })),
  );
});

test("replicas may start together", async () => {
  const options = await empty();
  await Promise.all(Array.from({ length: 5 }, () => migrate(options)));
  expect(await tablesOf(options.url)).toContain("incidents");
});

test("code that a newer schema still serves starts and leaves the schema as it is", async () => {
  const options = await empty();
  await migrate({ ...options, migrations: [...MIGRATIONS, later(MIGRATIONS.length)] });
  await migrate(options);
  expect(await tablesOf(options.url)).toContain("later_part");
});

test("code older than the schema serves is refused before it touches anything", async () => {
  const options = await empty();
  await migrate({ ...options, migrations: [...MIGRATIONS, later(MIGRATIONS.length + 1)] });
  await expect(migrate(options)).rejects.toMatchObject({
    reason: "conflict",
    message: expect.stringContaining("start the newer version"),
  });
});

test("a migration that fails leaves nothing behind and can be repeated", async () => {
  const options = await empty();
  const broken = later(1);
  const up = async (db: Kysely<unknown>) => {
    await broken.migration.up(db);
    throw new Error("broken");
  };
  await expect(
    migrate({ ...options, migrations: [...MIGRATIONS, { ...broken, migration: { up } }] }),
  ).rejects.toThrow("broken");
  expect(await tablesOf(options.url)).not.toContain("later_part");
  await migrate({ ...options, migrations: [...MIGRATIONS, broken] });
  expect(await tablesOf(options.url)).toContain("later_part");
});
