import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ClockScale } from "../../src/core/clock.ts";
import type { EffectInstant } from "../../src/core/effects.ts";

export interface CrashServiceOptions {
  env: Record<string, string>;
  scale: ClockScale;
  clusterUrl: string;
  killAt: EffectInstant | null;
  /** Where it stops (SIGSTOP) the first time, until somebody continues it. */
  pauseAt?: EffectInstant;
  /** As the version after the present one would: with a schema that has one migration more. */
  isNextVersion?: boolean;
}

/** The service in another process. */
export interface CrashProcess {
  /** Its address, once it is ready; undefined where it ended before that. */
  url: Promise<string | undefined>;
  /** The signal that ended it, or null. */
  ended: Promise<NodeJS.Signals | null>;
  kill(signal?: NodeJS.Signals): void;
  pid: number;
  /** Asks it to stop as a cluster would. */
  stop(): void;
}

export function startCrashProcess(options: CrashServiceOptions): CrashProcess {
  const script = join(import.meta.dirname, "crash-service.ts");
  const child: ChildProcess = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
    // Compiling the same sources over and over would take most of the time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "autofix-crash-compiled") },
  });
  const ended = once(child, "exit").then(([, signal]) => signal as NodeJS.Signals | null);
  return {
    url: readUrl(child, ended),
    ended,
    stop: () => void child.kill("SIGTERM"),
    kill: (signal = "SIGKILL") => void child.kill(signal),
    pid: child.pid ?? 0,
  };
}

async function readUrl(child: ChildProcess, ended: Promise<unknown>): Promise<string | undefined> {
  const output = child.stdout;
  if (output === null) throw new Error("the process has no output");
  for await (const line of createInterface({ input: output })) {
    if (!line.startsWith('{"url"')) {
      process.stderr.write(`${line}\n`);
      continue;
    }
    child.stdout?.resume();
    return (JSON.parse(line) as { url: string }).url;
  }
  await ended;
  return undefined;
}
