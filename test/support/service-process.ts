import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { createClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/logger.ts";
import { findPostmaster, stopPostmaster } from "../../src/database/embedded/postmaster.ts";

/** A folder that goes at the end of the test, with the database server that may be left on it. */
export async function temporaryDataDir(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, "autofix-data-"));
  onTestFinished(async () => {
    const postgres = join(folder, "postgres");
    const left = await findPostmaster(postgres);
    if (left !== undefined) await stopPostmaster(left.pid, postgres, createClock());
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Runs a script in another Node process and gives the first line that it prints. */
export async function startScript(source: string): Promise<{ child: ChildProcess; firstLine: string }> {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", source], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const [firstLine] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, firstLine };
}

/** Another process that owns the database in `dataDir` and prints the server's process id. */
export function startOwner(dataDir: string): Promise<{ child: ChildProcess; firstLine: string }> {
  return startScript(`
    import { openDatabase } from "./src/database/database.ts";
    import { createClock } from "./src/core/clock.ts";
    import { silentLogger } from "./src/core/logger.ts";
    const database = await openDatabase({
      dataDir: ${JSON.stringify(dataDir)}, logger: silentLogger, clock: createClock(), role: "owner" });
    const { rows } = await database.pool.query(
      "select split_part(pg_read_file('postmaster.pid'), E'\\\\n', 1) as pid");
    console.log(rows[0].pid);
    setInterval(() => {}, 1000);`);
}

/** The options of openDatabase that the tests share; a machine under load may be slow to connect. */
export function ownerOf(dataDir: string) {
  return { dataDir, logger: silentLogger, clock: createClock(), role: "owner" as const, waitMs: 100_000 };
}
