import { execFile } from "node:child_process";
import { readFile, readlink, realpath } from "node:fs/promises";
import { join } from "node:path";
import { kill, platform } from "node:process";
import { promisify } from "node:util";
import type { Clock } from "../../core/clock.ts";
import { isRunning, startTicksOf } from "./process-identity.ts";

const run = promisify(execFile);

/** A running database server, known by the pid file in its data folder. */
export interface Postmaster {
  pid: number;
  socketFolder: string;
}

/**
 * The server that runs on `dataFolder`, also one that a killed service left behind. A pid file whose process is gone, or is
 * another program that got the same number (a restarted container), names no server.
 * Lines of the file: PostgreSQL source, src/include/utils/pidfile.h.
 */
export async function findPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder, "postmaster.pid"), "utf8").catch(() => "");
  const [pidLine = "", , , , socketFolder = ""] = text.split("\n").map((line) => line.trim());
  const pid = Number.parseInt(pidLine, 10);
  return (await isServerOf(pid, dataFolder)) && socketFolder !== "" ? { pid, socketFolder } : undefined;
}

export async function isServerOf(pid: number, dataFolder: string): Promise<boolean> {
  if (!isRunning(pid)) return false;
  if (platform !== "linux") return isNamedInCommand(pid, dataFolder);
  if ((await startTicksOf(pid)) === null) return false;
  // The server makes its data folder its working folder. Unreadable means a process that is not ours.
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder === (await realpath(dataFolder));
}

/** Without /proc the command line, which names the data folder, must do. */
async function isNamedInCommand(pid: number, dataFolder: string): Promise<boolean> {
  const command = await run("ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({ stdout: "" }));
  return command.stdout.includes(dataFolder);
}

/** Fast shutdown, then immediate, then kill. Source: PostgreSQL documentation, "Shutting Down the Server". */
const STOP_STEPS = [
  { signal: "SIGINT", waitMs: 10_000 },
  { signal: "SIGQUIT", waitMs: 5_000 },
  { signal: "SIGKILL", waitMs: 5_000 },
] as const;

export async function stopPostmaster(pid: number, dataFolder: string, clock: Clock): Promise<void> {
  for (const { signal, waitMs } of STOP_STEPS) {
    if (!(await isServerOf(pid, dataFolder))) return;
    kill(pid, signal);
    for (let waitedMs = 0; waitedMs < waitMs; waitedMs += POLL_MS) {
      if (!(await isServerOf(pid, dataFolder))) return;
      await clock.sleep(POLL_MS);
    }
  }
}

const POLL_MS = 20;
