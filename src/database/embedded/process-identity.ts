import { readFile, readlink } from "node:fs/promises";
import { kill, pid as ownPid, platform } from "node:process";

/** A process id is used again; with its start time and the namespace that counts it, it names one process for ever. */
export interface ProcessIdentity {
  pid: number;
  /** Clock ticks since boot; null where the system does not tell. */
  startTicks: string | null;
  /** Boot and process namespace: ids of another one cannot be looked up from here. */
  scope: string;
}

export async function identifySelf(): Promise<ProcessIdentity> {
  return { pid: ownPid, startTicks: await startTicksOf(ownPid), scope: await scopeOfPids() };
}

/** Undefined where this process cannot know: the identity is from another machine, boot or container. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean | undefined> {
  if (identity.scope !== (await scopeOfPids())) return undefined;
  if (!isRunning(identity.pid)) return false;
  const startTicks = await startTicksOf(identity.pid);
  return startTicks === identity.startTicks;
}

/** True also for a process of another user. A pid below 1 would address process groups. */
export function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    return kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function scopeOfPids(): Promise<string> {
  if (platform !== "linux") return platform;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "unknown");
  return `${boot.trim()} ${await readlink("/proc/self/ns/pid").catch(() => "unknown")}`;
}

/** Field 22 of proc_pid_stat(5); null for a zombie (state Z) too, which does nothing any more. */
export async function startTicksOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The command's name (field 2) may hold spaces and brackets; the fields after its last bracket do not.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? null : (fields[19] ?? null);
}
