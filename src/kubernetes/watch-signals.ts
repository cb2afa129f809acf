import type { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import type { NewSignal } from "../domain/signal.ts";
import { type ApiConnection, createApiConnection } from "./api-connection.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { deliverSignals } from "./deliver-signals.ts";
import { type ObjectChange, watchResource } from "./resource-watch.ts";
import { createLastingFaults } from "./silent/lasting-faults.ts";
import { createWorld, type World, type WorldMemory } from "./silent/world.ts";
import { type WatchPath, watchPaths } from "./watched-kinds.ts";

export interface SignalWatchOptions {
  kubeConfig: KubeConfig;
  /** Empty: all namespaces. */
  namespaces: string[];
  clock: Clock;
  logger: Logger;
  /** Makes the signals durable; while it rejects, they are offered again and nothing behind them is read. */
  onSignals(signals: NewSignal[]): Promise<void>;
  /** For lists and the start of a watch; wall time. */
  timeoutMs?: number;
  onRequest?: (verb: string, code: string, ms: number) => void;
}

export interface SignalWatch {
  /** Resolves at once: a cluster that is away is waited for. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Every watch has had its list, and heard from the server not long ago. */
  isHealthy(): boolean;
  /** Kinds that it goes without, for they may not be read or are not served: their silent faults are not seen. */
  refused(): string[];
  /** When the server last sent a change or a list; null before the first. */
  readonly lastEventAt: Date | null;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A kill that a pod has outlived for longer is history: a first start must not open incidents for it. */
const OLD_KILL_MS = 24 * 60 * 60_000;
/** A watch hears a bookmark about once a minute, and is renewed by the server's own time-out. */
const LOOK_MS = 10_000;
const SILENCE_WALL_MS = 4 * 60_000;

/** Turns what pods and Warning events show into signals, each once as long as this watch runs. */
export function createSignalWatch(options: SignalWatchOptions): SignalWatch {
  const connection = createApiConnection({ ...options, timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS });
  let running: { stop: AbortController; done: Promise<unknown>; watches: OneWatch[] } | undefined;
  let stopped = Promise.resolve();
  let lastEventAt: Date | null = null;
  const onContact = () => {
    lastEventAt = options.clock.now();
  };

  return {
    start() {
      if (running === undefined) {
        const stop = new AbortController();
        const paths = watchPaths(options.namespaces);
        const world = createWorld(countsOf(paths));
        const watches = paths.map((one) => startOne({ ...options, connection, onContact, world }, one, stop));
        const sweep = tellLastingFaults(options, world, stop.signal);
        running = { stop, watches, done: Promise.all([...watches.map((watch) => watch.done), sweep]) };
      }
      return Promise.resolve();
    },
    stop() {
      const ending = running;
      running = undefined;
      ending?.stop.abort(new Error("the watch is stopped"));
      if (ending !== undefined) stopped = ending.done.then(() => {});
      return stopped;
    },
    isHealthy: () => running?.watches.every((watch) => watch.isHealthy()) ?? false,
    refused: () => [...new Set(running?.watches.flatMap((watch) => watch.refused() ?? []) ?? [])],
    get lastEventAt() {
      return lastEventAt;
    },
  };
}

interface OneWatch {
  done: Promise<void>;
  isHealthy(): boolean;
  /** The kind, where it is refused. */
  refused(): string | undefined;
}

function countsOf(paths: readonly WatchPath[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of paths) counts.set(type.kind, (counts.get(type.kind) ?? 0) + 1);
  return counts;
}

/** Looks at what the watches have told, again and again: what lasts becomes a signal. */
async function tellLastingFaults(deps: SignalWatchOptions, world: World, signal: AbortSignal): Promise<void> {
  const faults = createLastingFaults(world);
  while (!signal.aborted) {
    try {
      await deps.clock.sleep(LOOK_MS, signal);
      const lasting = faults.look(deps.clock.now());
      if (lasting.length > 0) await deliverSignals(deps, lasting, signal);
      faults.delivered(lasting);
    } catch (error) {
      if (signal.aborted) return;
      deps.logger.error({ error: messageOf(error) }, "the look for silent faults failed, the next one comes");
    }
  }
}

function startOne(
  deps: SignalWatchOptions & { connection: ApiConnection; onContact(): void; world: WorldMemory },
  watched: WatchPath,
  stop: AbortController,
): OneWatch {
  /** The keys that an object shows now and that were delivered, by UID; nothing is kept of a healthy object. */
  const delivered = new Map<string, readonly string[]>();
  let contactAt = performance.now();
  let isListed = false;
  let isRefused = false;

  const onChanges = async (changes: ObjectChange[], signal: AbortSignal) => {
    deps.world.take(watched.type.kind, changes, deps.clock.now().getTime());
    if (watched.symptoms === undefined) return;
    const fresh = new Map<string, NewSignal>();
    const shown = new Map<string, readonly string[]>();
    for (const { kind, object } of changes) {
      const uid = object.metadata.uid ?? "";
      const known = shown.get(uid) ?? delivered.get(uid) ?? [];
      const signals = symptomsNow(deps, watched, object);
      for (const one of signals) if (!known.includes(one.key)) fresh.set(one.key, one);
      shown.set(uid, kind === "deleted" ? [] : signals.map((one) => one.key));
    }
    if (fresh.size > 0) await deliverSignals(deps, [...fresh.values()], signal);
    for (const [uid, keys] of shown) {
      if (keys.length === 0) delivered.delete(uid);
      else delivered.set(uid, keys);
    }
  };

  const done = watchResource(
    {
      ...deps,
      ...watched,
      onChanges,
      onListed(uids) {
        isListed = true;
        isRefused = false;
        deps.world.listed(watched.type.kind, watched, uids);
        for (const uid of delivered.keys()) if (!uids.has(uid)) delivered.delete(uid);
      },
      ...(watched.isOptional === true
        ? {
            onRefused() {
              isRefused = true;
              deps.world.refused(watched.type.kind);
            },
          }
        : {}),
      onContact() {
        contactAt = performance.now();
        deps.onContact();
      },
    },
    stop.signal,
  );
  return {
    done,
    isHealthy: () => isRefused || (isListed && performance.now() - contactAt < SILENCE_WALL_MS),
    refused: () => (isRefused ? watched.type.kind : undefined),
  };
}

function symptomsNow(deps: SignalWatchOptions, watched: WatchPath, object: KubernetesObject): NewSignal[] {
  const oldest = deps.clock.now().getTime() - OLD_KILL_MS;
  return (watched.symptoms?.(object) ?? []).filter((one) => {
    const isKill = one.symptom === "oom-killed" || one.symptom === "killed";
    return !(isKill && Date.parse(one.at) < oldest);
  });
}
