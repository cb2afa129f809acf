import type { LockedChild } from "./locked-child.ts";

/** An interpreter that stands ready: it has run nothing, and whoever takes it is the only one. */
interface Spare {
  take(): Promise<LockedChild>;
  /** Starts the next one, which is let go when nobody wants it for a while. */
  renew(): void;
  close(): Promise<void>;
}

export function createSpare(start: () => Promise<LockedChild>, keptMs: number): Spare {
  let ready: { child: Promise<LockedChild>; timer: NodeJS.Timeout } | undefined;
  const drop = async () => {
    const kept = ready;
    ready = undefined;
    if (kept === undefined) return;
    clearTimeout(kept.timer);
    await (await kept.child.catch(() => undefined))?.kill();
  };
  return {
    take() {
      const kept = ready;
      if (kept === undefined) return start();
      ready = undefined;
      clearTimeout(kept.timer);
      return stillFine(kept.child).then((child) => child ?? start());
    },
    renew() {
      if (keptMs <= 0 || ready !== undefined) return;
      const child = start();
      child.catch(() => {});
      ready = { child, timer: setTimeout(() => void drop(), keptMs).unref() };
    },
    close: drop,
  };
}

/** One that ended while it stood ready, or could not be started, is of no use. */
async function stillFine(started: Promise<LockedChild>): Promise<LockedChild | undefined> {
  const child = await started.catch(() => undefined);
  if (child === undefined) return undefined;
  if (child.hasEnded()) return undefined;
  return child;
}
