import { spawn } from "node:child_process";
import { existsSync } from "node:fs";

/** What the platform adds to the process's own bounds: a command line to put before Node's. */
export interface Containment {
  prefix: readonly string[];
  /** Namespaces of user, network, process ids, IPC and host name of its own. */
  hasNamespaces: boolean;
}

export const NONE: Containment = { prefix: [], hasNamespaces: false };

/** CPU seconds after which the kernel ends a child whose parent is gone: a running program never looks for it. */
const CPU_SECONDS = 120;
/** Private memory that is really written to: the interpreter's heap, V8's own, and their stacks. */
const DATA_BYTES = 1_500_000_000;

const PRLIMIT = [
  "/usr/bin/prlimit",
  "--core=0",
  "--fsize=0",
  "--nofile=64",
  `--cpu=${CPU_SECONDS}`,
  `--data=${DATA_BYTES}`,
  "--",
];
const UNSHARE = [
  "/usr/bin/unshare",
  "--user",
  "--map-user=65534",
  "--map-group=65534",
  "--net",
  "--ipc",
  "--uts",
  "--pid",
  "--fork",
  "--kill-child",
  "--",
];
const SETPRIV = ["/usr/bin/setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--"];

/** From the most that may be there to the least; the first in which Node starts is used. */
const LADDER: readonly Containment[] = [
  { prefix: [...PRLIMIT, ...UNSHARE, ...SETPRIV], hasNamespaces: true },
  { prefix: [...PRLIMIT, ...SETPRIV], hasNamespaces: false },
  { prefix: PRLIMIT, hasNamespaces: false },
];

/** Tries what the platform offers: containers often refuse namespaces, and slim images lack the tools. */
export async function findContainment(node: string): Promise<Containment> {
  for (const rung of LADDER) {
    const tools = rung.prefix.filter((word) => word.startsWith("/"));
    if (tools.every((tool) => existsSync(tool)) && (await starts([...rung.prefix, node]))) return rung;
  }
  return NONE;
}

const TRIAL_MS = 20_000;

function starts([command = "", ...rest]: readonly string[]): Promise<boolean> {
  const trial = spawn(command, [...rest, "--permission", "-e", "0"], {
    stdio: "ignore",
    env: {},
    cwd: "/",
    timeout: TRIAL_MS,
    killSignal: "SIGKILL",
  });
  return new Promise((resolve) => {
    trial.once("error", () => resolve(false));
    trial.once("exit", (code) => resolve(code === 0));
  });
}
