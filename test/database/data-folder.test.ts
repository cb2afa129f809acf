import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { getuid } from "node:process";
import { expect, onTestFinished, test } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { openDatabase, socketUrl } from "../../src/database/database.ts";
import { findBinaries, linkLibraries } from "../../src/database/embedded/binaries.ts";
import { startEmbedded } from "../../src/database/embedded/embedded-server.ts";
import { lockFolder } from "../../src/database/embedded/folder-lock.ts";
import { createOtherUser } from "../../src/database/embedded/server-user.ts";
import { createPool } from "../../src/database/pool.ts";
import { ownerOf, temporaryDataDir } from "../support/service-process.ts";

const isRoot = getuid?.() === 0;
const clock = createClock();

test("a data folder that cannot be made is explained", async () => {
  const parent = await temporaryDataDir();
  await writeFile(join(parent, "file"), "");
  const opened = openDatabase(ownerOf(join(parent, "file", "data")));
  await expect(opened).rejects.toMatchObject({
    name: "OperationError",
    message: expect.stringContaining("DATA_DIR"),
  });
});

test("a folder with somebody's files in place of a database is left alone", async () => {
  const dataDir = await temporaryDataDir();
  await mkdir(join(dataDir, "postgres"));
  await writeFile(join(dataDir, "postgres", "letter.txt"), "mine");
  await expect(openDatabase(ownerOf(dataDir))).rejects.toThrow("is not empty and holds no database");
  expect(await readFile(join(dataDir, "postgres", "letter.txt"), "utf8")).toBe("mine");
});

test("a database of another major version is refused with what to do", async () => {
  const dataDir = await temporaryDataDir();
  await mkdir(join(dataDir, "postgres"));
  await writeFile(join(dataDir, "postgres", "PG_VERSION"), "14\n");
  await expect(openDatabase(ownerOf(dataDir))).rejects.toThrow("was written by PostgreSQL 14");
});

test("a lock whose process is gone is taken over, one that is half written too", async () => {
  const dataDir = await temporaryDataDir();
  const first = await lockFolder(dataDir, clock);
  const path = join(dataDir, "service.lock");
  const held = JSON.parse(await readFile(path, "utf8"));
  await first.release();
  await writeFile(path, JSON.stringify({ ...held, startTicks: "1" }));
  await (await lockFolder(dataDir, clock)).release();
  await writeFile(path, '{"id": "tor');
  await (await lockFolder(dataDir, clock)).release();
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("a holder in another container counts for as long as its heart beats", async () => {
  const dataDir = await temporaryDataDir();
  const first = await lockFolder(dataDir, clock);
  const path = join(dataDir, "service.lock");
  const held = JSON.parse(await readFile(path, "utf8"));
  await first.release();
  await writeFile(path, JSON.stringify({ ...held, scope: "another machine", host: "node-7" }));
  const beat = setInterval(() => void utimes(path, new Date(), new Date()), 100);
  onTestFinished(() => clearInterval(beat));
  await expect(lockFolder(dataDir, clock)).rejects.toThrow("on node-7");
  clearInterval(beat);
  await (await lockFolder(dataDir, clock)).release();
}, 30_000);

test("of many that start at once on a dead holder's folder, one gets it", async () => {
  const dataDir = await temporaryDataDir();
  const lock = await lockFolder(dataDir, clock);
  const path = join(dataDir, "service.lock");
  const held = JSON.parse(await readFile(path, "utf8"));
  await lock.release();
  await writeFile(path, JSON.stringify({ ...held, startTicks: "1" }));
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(dataDir, clock)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("library links are made where install scripts were off", async () => {
  const folder = await temporaryDataDir();
  const { folder: native } = await findBinaries();
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8");
  const list: { source: string; target: string }[] = JSON.parse(text);
  await mkdir(join(folder, "native", "lib"), { recursive: true });
  await writeFile(join(folder, "native", "pg-symlinks.json"), text);
  for (const { source } of list) await writeFile(join(folder, source), "library");
  await linkLibraries(folder);
  await linkLibraries(folder);
  for (const { source, target } of list) {
    expect((await stat(join(folder, target))).ino, target).toBe((await stat(join(folder, source))).ino);
  }
});

test.runIf(isRoot)("root without user namespaces runs the server as another user, elsewhere", async () => {
  const [base, dataDir] = [await temporaryDataDir(), await temporaryDataDir()];
  await chmod(base, 0o755);
  const server = await startEmbedded({ dataDir, logger: silentLogger, user: createOtherUser(base) });
  onTestFinished(() => server.stop());
  expect((await stat(`/proc/${server.pid()}`)).uid).toBe(65_534);
  const pool = createPool({ url: socketUrl(server.socketFolder, "postgres"), logger: silentLogger });
  const { rows } = await pool.query("select 1 as one");
  await pool.end();
  expect(rows).toEqual([{ one: 1 }]);
});

const ordinaryUsers = [
  { who: "a user with a name", uid: 65_534 },
  // As containers run with any number that the cluster gives them.
  { who: "a user without a name", uid: 4_242 },
];

test.runIf(isRoot).each(ordinaryUsers)("$who runs the server too", async ({ uid }) => {
  const dataDir = await temporaryDataDir();
  await chown(dataDir, uid, uid);
  const source = `
    import { openDatabase } from "./src/database/database.ts";
    import { createClock } from "./src/core/clock.ts";
    import { silentLogger } from "./src/core/logger.ts";
    const options = { dataDir: ${JSON.stringify(dataDir)}, logger: silentLogger, clock: createClock() };
    const database = await openDatabase({ ...options, role: "owner" });
    const guest = await openDatabase({ ...options, role: "guest" });
    const isHealthy = await guest.isHealthy();
    await guest.close();
    await database.close();
    process.exit(isHealthy ? 0 : 1);`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", source], {
    cwd: join(import.meta.dirname, "../.."),
    uid,
    gid: uid,
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  expect(code).toBe(0);
});
