import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { testDatabase } from "../support/database.ts";

test("a migrated database holds the tables and records which code they serve", async () => {
  const database = await testDatabase();
  onTestFinished(() => database.drop());
  await database.db.insertInto("settings").values({ name: "a", value: "b" }).execute();
  const { rows } = await sql`select * from schema_compatibility`.execute(database.db);
  expect(rows).toEqual([{ number: 1, name: "0001-foundation", oldest_code: 1 }]);
});

test("each test has a database of its own", async () => {
  const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
  onTestFinished(async () => {
    await Promise.all([first.drop(), second.drop()]);
  });
  await first.db.insertInto("settings").values({ name: "a", value: "b" }).execute();
  expect(await second.db.selectFrom("settings").selectAll().execute()).toEqual([]);
});
