import { readdirSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";

/** How long a database has for a fast shutdown; then it is killed. */
const FAST_SHUTDOWN_MS = 15_000;
const LOOK_EVERY_MS = 25;
/** What a program has to take away that is not below it. */
const ENDS_BY_ITSELF_MS = 10_000;

/**
 * What a program of the repository starts ends with it: at SIGINT or SIGTERM every process below it is ended, databases by a
 * fast shutdown, and then the program with 130 or 143. It stands still meanwhile, so that nothing in it brings back what was
 * ended, and a second signal waits for the first. Who gives `asked` has a moment to end by itself before.
 */
export function endOnSignal(asked?: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      const end = () => {
        endFamily();
        process.exit(128 + constants.signals[signal]);
      };
      if (asked === undefined) return end();
      asked.abort(new Error(`ended by ${signal}`));
      setTimeout(end, ENDS_BY_ITSELF_MS).unref();
    });
}

/** The folder goes with the process, however that ends, once its databases have; the return lets it go before. */
export function removeAtExit(folder: string): () => void {
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  return () => {
    process.off("exit", remove);
    remove();
  };
}

interface Relative {
  pid: number;
  name: string;
  parent: number;
  /** Ticks since the boot: with the number, who it is. */
  startedAt: string;
}

function endFamily(): void {
  const family = familyOf(process.pid);
  const postgres = new Set(family.filter(({ name }) => name === "postgres").map(({ pid }) => pid));
  const databases = family.filter(({ pid, parent }) => postgres.has(pid) && !postgres.has(parent));
  // First whoever would start a database again; then the databases, by their first processes, which end the others.
  for (const { pid } of family) if (!postgres.has(pid)) send(pid, "SIGKILL");
  for (const { pid } of databases) {
    send(pid, "SIGINT");
    send(pid, "SIGCONT");
  }
  const deadline = performance.now() + FAST_SHUTDOWN_MS;
  while (databases.some(isThere) && performance.now() < deadline)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS);
  for (const one of family) if (isThere(one)) send(one.pid, "SIGKILL");
}

/** Every process that came of this one, by /proc: PostgreSQL of the tests runs on Linux alone. */
function familyOf(pid: number): Relative[] {
  const all = readdirSync("/proc").flatMap((entry) =>
    /^\d+$/.test(entry) ? (readOne(Number(entry)) ?? []) : [],
  );
  const below = (parent: number): Relative[] =>
    all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid);
}

/** Undefined for a process that is gone, or has ended and is not yet asked after. */
function readOne(pid: number): Relative | undefined {
  try {
    const [, name = "", rest = ""] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const [state, parent, ...more] = rest.split(" ");
    // Of proc_pid_stat(5) the 22nd, of which three are read already.
    return state === "Z" ? undefined : { pid, name, parent: Number(parent), startedAt: more[17] ?? "" };
  } catch {
    return undefined;
  }
}

const isThere = ({ pid, startedAt }: Relative): boolean => readOne(pid)?.startedAt === startedAt;

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
