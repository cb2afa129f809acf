import { chmod, mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { kill } from "node:process";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { openDatabase } from "../../src/database/database.ts";
import { findPostmaster } from "../../src/database/embedded/postmaster.ts";
import { ownerOf, startOwner, temporaryDataDir } from "../support/service-process.ts";

async function own(dataDir: string) {
  const database = await openDatabase(ownerOf(dataDir));
  onTestFinished(() => database.close());
  return database;
}

async function pidOn(dataDir: string): Promise<number> {
  const postmaster = await findPostmaster(join(await realpath(dataDir), "postgres"));
  if (postmaster === undefined) throw new Error(`no server runs on ${dataDir}`);
  return postmaster.pid;
}

test("the first start creates a database in a closed folder, durable and off the network", async () => {
  const dataDir = await temporaryDataDir();
  await chmod(dataDir, 0o700);
  const { db } = await own(dataDir);
  const { rows } =
    await sql`select current_setting('fsync') as fsync, current_setting('listen_addresses') as net,
    current_setting('server_version_num')::int >= 150000 as is_new_enough`.execute(db);
  expect(rows).toEqual([{ fsync: "on", net: "", is_new_enough: true }]);
});

test("what was written is there after a stop and a start", async () => {
  const dataDir = await temporaryDataDir();
  const first = await openDatabase(ownerOf(dataDir));
  await first.db.insertInto("settings").values({ name: "a", value: "1" }).execute();
  await Promise.all([first.close(), first.close()]);
  expect(await findPostmaster(join(dataDir, "postgres"))).toBeUndefined();
  const second = await own(dataDir);
  expect(await second.db.selectFrom("settings").selectAll().execute()).toEqual([{ name: "a", value: "1" }]);
});

test("a socket path that is too long is moved", async () => {
  const parent = await temporaryDataDir();
  const dataDir = join(parent, "d".repeat(60), "e".repeat(60));
  await mkdir(dataDir, { recursive: true });
  const database = await openDatabase(ownerOf(dataDir));
  const isHealthy = await database.isHealthy();
  await database.close();
  expect(isHealthy).toBe(true);
});

test("the server that a killed service left running is taken over with its data", async () => {
  const dataDir = await temporaryDataDir();
  const { child, firstLine } = await startOwner(dataDir);
  child.kill("SIGKILL");
  const database = await own(dataDir);
  expect(await pidOn(dataDir)).toBe(Number(firstLine));
  expect(await database.isHealthy()).toBe(true);
});

test("a killed service whose server died too is started on what it left", async () => {
  const dataDir = await temporaryDataDir();
  const { child, firstLine } = await startOwner(dataDir);
  child.kill("SIGKILL");
  kill(Number(firstLine), "SIGKILL");
  const database = await own(dataDir);
  expect(await pidOn(dataDir)).not.toBe(Number(firstLine));
  expect(await database.isHealthy()).toBe(true);
});

test("a pid file that names another program does not stop the start", async () => {
  const dataDir = await temporaryDataDir();
  await (await openDatabase(ownerOf(dataDir))).close();
  await writeFile(
    join(dataDir, "postgres", "postmaster.pid"),
    `${process.pid}\n${dataDir}\n1\n5432\n/nowhere\n`,
  );
  expect(await (await own(dataDir)).isHealthy()).toBe(true);
});

test("a second service on the same folder is refused and told who holds it", async () => {
  const dataDir = await temporaryDataDir();
  const { child } = await startOwner(dataDir);
  const second = openDatabase(ownerOf(dataDir));
  await expect(second).rejects.toMatchObject({
    reason: "conflict",
    message: expect.stringContaining(`process ${child.pid}`),
  });
  const other = await openDatabase({ ...ownerOf(dataDir), role: "guest" });
  expect(await other.isHealthy()).toBe(true);
  await other.close();
});

test("a guest without a running service is told what to do", async () => {
  const dataDir = await temporaryDataDir();
  const guest = openDatabase({ ...ownerOf(dataDir), role: "guest" });
  await expect(guest).rejects.toMatchObject({
    reason: "not-found",
    message: expect.stringContaining("kube-autofix serve"),
  });
});

test("a server that dies is started again and the work goes on", async () => {
  const dataDir = await temporaryDataDir();
  const database = await own(dataDir);
  const before = await pidOn(dataDir);
  kill(before, "SIGKILL");
  await expect.poll(() => database.isHealthy(), { timeout: 30_000 }).toBe(false);
  await expect.poll(() => database.isHealthy(), { timeout: 30_000 }).toBe(true);
  expect(await pidOn(dataDir)).not.toBe(before);
});
