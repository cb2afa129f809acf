import { sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import { testDatabase } from "../support/database.ts";

async function table() {
  const { db, pool, drop } = await testDatabase();
  onTestFinished(drop);
  const asked: string[] = [];
  pool.on("acquire", (client: { query: unknown }) => {
    const query = client.query as (...given: unknown[]) => unknown;
    client.query = (...given: unknown[]) => {
      asked.push(String(given[0]));
      return query.apply(client, given);
    };
  });
  await sql`create table numbers (n integer primary key)`.execute(db);
  const numbers = async () =>
    (await sql<{ n: number }>`select n from numbers order by n`.execute(db)).rows.map(({ n }) => n);
  return { db, numbers, asked };
}

test("in a transaction a statement goes out before the one in front of it is answered, and stays behind it", async () => {
  const { db, numbers, asked } = await table();
  const holder = await db.startTransaction().execute();
  await sql`select pg_advisory_xact_lock(1)`.execute(holder);
  await sql`insert into numbers values (1)`.execute(holder);
  const read = db
    .transaction()
    .execute((tx) =>
      Promise.all([
        sql`select pg_advisory_xact_lock(1)`.execute(tx),
        sql<{ n: number }>`select n from numbers`.execute(tx),
        sql`insert into numbers values (2)`.execute(tx),
      ]),
    );
  // All of them, though the first waits for the lock.
  await vi.waitUntil(() => asked.includes("insert into numbers values (2)"), { timeout: 30_000 });
  await holder.commit().execute();
  const [, seen] = await read;
  expect(seen.rows).toEqual([{ n: 1 }]);
  expect(await numbers()).toEqual([1, 2]);
});

test("where one of several fails, it is the one that is told of and nothing is left of any", async () => {
  const { db, numbers } = await table();
  const work = db
    .transaction()
    .execute((tx) =>
      Promise.all([
        sql`insert into numbers values (1)`.execute(tx),
        sql`insert into numbers values (1)`.execute(tx),
        sql`insert into numbers values (2)`.execute(tx),
      ]),
    );
  await expect(work).rejects.toMatchObject({ code: "23505" });
  expect(await numbers()).toEqual([]);
  await db.transaction().execute((tx) => sql`insert into numbers values (3)`.execute(tx));
  expect(await numbers()).toEqual([3]);
});
