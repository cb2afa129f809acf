import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase } from "../../src/database/database.ts";
import { isConnectionLoss } from "../../src/database/errors.ts";
import { createPool } from "../../src/database/pool.ts";
import { emptyDatabase } from "../support/database.ts";
import { startDatabaseProxy } from "../support/database-proxy.ts";
import { ownerOf, temporaryDataDir } from "../support/service-process.ts";
import { startTransactionPooler } from "../support/transaction-pooler.ts";

async function ownServer() {
  const made = await emptyDatabase();
  onTestFinished(() => made.drop());
  return startDatabaseProxy(made.url);
}

test("a server of one's own is used over TCP, and replicas start on it together", async () => {
  const { url: databaseUrl } = await ownServer();
  const dataDir = await temporaryDataDir();
  const replicas = await Promise.all(
    [1, 2, 3].map(() => openDatabase({ ...ownerOf(dataDir), databaseUrl: () => databaseUrl })),
  );
  onTestFinished(async () => {
    for (const replica of replicas) await replica.close();
  });
  const [first, second] = replicas;
  await first?.db.insertInto("settings").values({ name: "a", value: "1" }).execute();
  expect(await second?.db.selectFrom("settings").select("value").execute()).toEqual([{ value: "1" }]);
});

test("a pooler that shares connections between transactions is refused at the start, before anything is locked or made", async () => {
  const made = await emptyDatabase();
  onTestFinished(() => made.drop());
  const pooler = await startTransactionPooler(made.url);
  const owner = { ...ownerOf(await temporaryDataDir()), waitMs: 0 };
  await expect(openDatabase({ ...owner, databaseUrl: () => pooler.url })).rejects.toMatchObject({
    reason: "invalid",
    message: expect.stringContaining("pool_mode = session"),
  });
  const pool = createPool({ url: made.url, logger: silentLogger });
  onTestFinished(() => pool.end());
  const { rows } = await pool.query(`
    select (select count(*) from pg_tables where schemaname = 'public') as tables, (select count(*) from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())) as locks`);
  expect(rows).toEqual([{ tables: 0, locks: 0 }]);
});

test("an outage is told apart from a refusal, also inside a transaction, and ends by itself", async () => {
  const server = await ownServer();
  const database = await openDatabase({
    ...ownerOf(await temporaryDataDir()),
    databaseUrl: () => server.url,
  });
  onTestFinished(() => database.close());
  const { db } = database;
  const insert = () => db.insertInto("settings").values({ name: "a", value: "1" }).execute();
  await insert();
  const refused = await insert().catch((error: unknown) => error);
  expect(isConnectionLoss(refused)).toBe(false);
  expect(refused).toMatchObject({ code: "23505" });

  const cut = await db
    .transaction()
    .execute(async (trx) => {
      await trx.selectFrom("settings").selectAll().execute();
      await server.shut();
      await trx.selectFrom("settings").selectAll().execute();
    })
    .catch((error: unknown) => error);
  const away = await insert().catch((error: unknown) => error);
  for (const error of [cut, away]) {
    expect(error).toMatchObject({ name: "OperationError", reason: "unavailable", retryable: true });
    expect(isConnectionLoss(error)).toBe(true);
  }
  expect(await database.isHealthy()).toBe(false);

  await server.open();
  expect(await db.selectFrom("settings").select("value").execute()).toEqual([{ value: "1" }]);
  expect(await database.isHealthy()).toBe(true);
});

test("a server that is not there at the start is an outage", async () => {
  const server = await ownServer();
  await server.shut();
  const owner = { ...ownerOf(await temporaryDataDir()), waitMs: 0 };
  const opened = openDatabase({ ...owner, databaseUrl: () => server.url });
  await expect(opened).rejects.toMatchObject({ reason: "unavailable", retryable: true });
});

test("an address that was changed is that of the next connection", async () => {
  const [first, second] = await Promise.all([emptyDatabase(), emptyDatabase()]);
  onTestFinished(async () => void (await Promise.all([first.drop(), second.drop()])));
  let url = first.url;
  const pool = createPool({ url: () => url, logger: silentLogger });
  const name = async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ name: string }>("select current_database() as name");
    client.release(true);
    return rows[0]?.name;
  };
  const before = await name();
  url = second.url;
  const after = await name();
  await pool.end();
  expect([before, after].map((one) => [first, second].map(({ url: of }) => of.includes(`/${one}`)))).toEqual([
    [true, false],
    [false, true],
  ]);
});
