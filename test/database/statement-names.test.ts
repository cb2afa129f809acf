import { type Kysely, sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { createStatementNames } from "../../src/database/prepared.ts";
import type { Tables } from "../../src/database/tables.ts";
import { testDatabase } from "../support/database.ts";

const OFTEN = 25;

async function database() {
  const { db, pool, drop } = await testDatabase();
  onTestFinished(drop);
  const asked: string[] = [];
  pool.on("connect", (client: { query: unknown }) => {
    const query = client.query as (...given: unknown[]) => unknown;
    client.query = (...given: unknown[]) => {
      asked.push(String(given[0]));
      return query.apply(client, given);
    };
  });
  return { db, asked };
}

/** The statements about settings that stay planned on the connection that asks. */
const kept = async (db: Kysely<Tables>) =>
  (
    await sql<{ statement: string }>`
      select statement from pg_prepared_statements where statement like '%settings%'`.execute(db)
  ).rows.map(({ statement }) => statement);

const readOften = async (db: Kysely<Tables>) => {
  for (let time = 0; time < OFTEN; time += 1)
    await db.selectFrom("settings").select("value").where("name", "=", `${time}`).execute();
};

test("what comes often is parsed and planned once a connection", async () => {
  const { db } = await database();
  await db.connection().execute(async (one) => {
    await one.selectFrom("settings").select("value").where("name", "=", "a").execute();
    expect(await kept(one)).toEqual([]);
    await readOften(one);
    expect(await kept(one)).toEqual(['select "value" from "settings" where "name" = $1']);
  });
});

test("a statement goes on where the next version adds a column, all columns of a row included", async () => {
  const { db } = await database();
  await db.connection().execute(async (one) => {
    const all = () => one.selectFrom("settings").selectAll().where("name", "=", "a").executeTakeFirst();
    for (let time = 0; time < OFTEN; time += 1) await all();
    await readOften(one);
    await one.insertInto("settings").values({ name: "a", value: "1" }).execute();
    await sql`alter table settings add column fresh text default 'new'`.execute(one);
    await readOften(one);
    expect(await all()).toEqual({ name: "a", value: "1", fresh: "new" });
  });
});

test("what stays planned is planned anew when as much was written as ever before, and not without", async () => {
  const { db, asked } = await database();
  const write = (name: string) => db.insertInto("settings").values({ name, value: "" }).execute();
  const planned = () => asked.filter((text) => text === "discard plans").length;
  for (const name of ["a", "b", "c"]) await write(name);
  await readOften(db);
  const before = planned();
  await readOften(db);
  expect(planned()).toBe(before);
  for (const name of ["d", "e", "f", "g"]) await write(name);
  await readOften(db);
  expect(planned()).toBe(before + 1);
});

test.each([
  ["select * from a", false],
  ['select "a".* from "a"', false],
  ["select a from b order by a limit $1", false],
  ["select a from b where c ilike $1", false],
  ["insert into a (b) values ($1) returning *", false],
  ["create table a (b text)", false],
  ["begin", false],
  ["select count(*) from a", true],
  ["select a from b where c = $1", true],
  ["update a set b = $1", true],
])("%s is named: %s", (text, isNamed) => {
  const names = createStatementNames();
  const last = Array.from({ length: OFTEN }, () => names.nameOf(text)).at(-1);
  expect(last !== undefined).toBe(isNamed);
});

test("texts that are made anew each time get no names, and those that come often no more than there is room for", () => {
  const names = createStatementNames();
  const named = Array.from({ length: 1000 }, (_, number) =>
    Array.from({ length: OFTEN }, () => names.nameOf(`select ${number}`)).at(-1),
  ).filter((name) => name !== undefined);
  expect(named).toHaveLength(200);
  expect(new Set(named).size).toBe(200);
});
