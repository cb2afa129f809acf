import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wallTime } from "node:timers/promises";
import type { ClockScale } from "../../../src/core/clock.ts";
import { compiledTogether } from "../process.ts";

export interface ServiceOptions {
  env: Record<string, string>;
  scale: ClockScale;
  clusterUrl: string;
  logLevel: "warn" | "error";
  /** How far its clock is off. */
  offsetMs: number;
}

/** One replica of the service with whoever starts it again, as a kubelet would. */
export interface Replica {
  readonly name: string;
  /** Its port; undefined while it is not up. */
  port(): number | undefined;
  /** Resolves when it is up for the first time. */
  untilUp(): Promise<void>;
  kill(): void;
  setClock(offsetMs: number): void;
  /** Ends that nobody asked for, once it had been up. */
  unasked(): readonly string[];
  stop(): Promise<void>;
}

const RESTART_WALL_MS = 200;

export function startReplica(
  name: string,
  options: Omit<ServiceOptions, "offsetMs"> & {
    logFile: string;
    /** The project whose service runs; absent: this one. */
    root?: string;
    onPort(port: number | undefined): void;
    onClockSet(): void;
  },
): Replica {
  const unasked: string[] = [];
  const log = openSync(options.logFile, "a");
  let child: ChildProcess | undefined;
  let isUp = false;
  const firstUp = Promise.withResolvers<void>();
  let isAsked = false;
  let isOver = false;
  let offsetMs = 0;
  let port: number | undefined;
  const {
    logFile: _file,
    root = join(import.meta.dirname, "../../.."),
    onPort,
    onClockSet,
    ...given
  } = options;
  const script = join(root, "test/chaos/service/service-process.ts");

  const setPort = (next: number | undefined) => {
    port = next;
    onPort(next);
  };
  const live = async (): Promise<void> => {
    while (!isOver) {
      isUp = false;
      isAsked = false;
      const args = [JSON.stringify({ ...given, offsetMs })];
      child = fork(script, args, {
        env: compiledTogether(),
        stdio: ["ignore", log, log, "ipc"],
      });
      child.on("message", ({ url }: { url: string }) => {
        isUp = true;
        firstUp.resolve();
        setPort(Number(new URL(url).port));
      });
      const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
      setPort(undefined);
      if (isUp && !isAsked) unasked.push(`${name} ended with ${signal ?? code}`);
      await wallTime(RESTART_WALL_MS);
    }
  };
  const living = live();
  const end = (signal: NodeJS.Signals) => {
    isAsked = true;
    child?.kill(signal);
  };
  return {
    name,
    port: () => port,
    untilUp: () => firstUp.promise,
    kill: () => end("SIGKILL"),
    setClock(next) {
      offsetMs = next;
      onClockSet();
      if (child?.connected) child.send({ offsetMs });
    },
    unasked: () => unasked,
    async stop() {
      isOver = true;
      end("SIGKILL");
      await living;
    },
  };
}
