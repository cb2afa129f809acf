import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Containment } from "./containment.ts";

/** 64 KiB each: 256 MiB for the interpreter and all that the program holds. */
const WASM_PAGES = 4096;
const HEAP_MIB = 192;
const STDERR_BYTES = 16_384;

/** One interpreter that has run nothing yet. It takes one request and ends. */
export interface LockedChild {
  /** Resolves when the interpreter is loaded; rejects when the child ended before. */
  ready: Promise<void>;
  /** The line that it answers; undefined where it ended without one. Rejects where the line is longer than `maxBytes`. */
  ask(request: object, maxBytes: number): Promise<string | undefined>;
  /** What it said at its end, where that tells of memory. */
  ranOutOfMemory(): boolean;
  hasEnded(): boolean;
  /** SIGKILL to its whole group; resolves when it is gone. */
  kill(): Promise<void>;
}

/** The answer is longer than it may be. */
export class TooLong extends Error {
  override readonly name = "TooLong";
}

export function startLockedChild(containment: Containment): LockedChild {
  const [command = "", ...rest] = [...containment.prefix, process.execPath, ...nodeArguments()];
  // A group of its own, so that one signal ends it with all that a tool before it may have started.
  const child = spawn(command, rest, { stdio: ["pipe", "pipe", "pipe"], env: {}, cwd: "/", detached: true });
  const gone = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("close", () => resolve());
  });
  child.stdin.on("error", () => {});
  const stderr = gather(child);
  const lines = lineReader(child);
  const ready = lines.next(64).then((line) => {
    if (line !== "ready") throw new Error("the interpreter did not start");
  });
  ready.catch(() => {});
  return {
    ready,
    async ask(request, maxBytes) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return lines.next(maxBytes);
    },
    ranOutOfMemory: () => /heap out of memory|Allocation failed|bad_alloc/.test(stderr()),
    hasEnded: () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null,
    kill() {
      killGroup(child);
      return gone;
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}

/** The folders that the child may read: its own code and the interpreter; nothing else of the machine. */
function nodeArguments(): string[] {
  const own = realpathSync(fileURLToPath(new URL("./child/", import.meta.url)));
  const python = realpathSync(dirname(createRequire(import.meta.url).resolve("pyodide/package.json")));
  // Under dist/ the same files are JavaScript.
  const entry = import.meta.url.endsWith(".ts") ? "entry.ts" : "entry.js";
  return [
    "--permission",
    `--allow-fs-read=${own}/`,
    `--allow-fs-read=${python}/`,
    "--disallow-code-generation-from-strings",
    "--disable-proto=delete",
    "--no-warnings",
    `--wasm-max-mem-pages=${WASM_PAGES}`,
    `--max-old-space-size=${HEAP_MIB}`,
    join(own, entry),
    python,
  ];
}

function gather({ stderr }: ChildProcess): () => string {
  let text = "";
  stderr?.setEncoding("utf8");
  stderr?.on("data", (part: string) => {
    text = (text + part).slice(-STDERR_BYTES);
  });
  return () => text;
}

/** Lines of the child's output, bounded in bytes while they come: a flood is cut off, not gathered. */
function lineReader({ stdout }: ChildProcess) {
  let parts: Buffer[] = [];
  let bytes = 0;
  let hasEnded = false;
  let wake = () => {};
  stdout?.on("data", (part: Buffer) => {
    parts.push(part);
    bytes += part.length;
    wake();
  });
  stdout?.once("close", () => {
    hasEnded = true;
    wake();
  });
  const take = (maxBytes: number): { line: string | undefined } | undefined => {
    const last = parts.at(-1);
    const at = last?.indexOf(10) ?? -1;
    if (bytes > maxBytes + 1) {
      stdout?.destroy();
      throw new TooLong();
    }
    if (last !== undefined && at >= 0) {
      const line = Buffer.concat([...parts.slice(0, -1), last.subarray(0, at)]).toString("utf8");
      parts = [];
      bytes = 0;
      return { line };
    }
    return hasEnded ? { line: undefined } : undefined;
  };
  return {
    next: (maxBytes: number) =>
      new Promise<string | undefined>((resolve, reject) => {
        wake = () => {
          try {
            const taken = take(maxBytes);
            if (taken !== undefined) resolve(taken.line);
          } catch (error) {
            reject(error);
          }
        };
        wake();
      }),
  };
}
