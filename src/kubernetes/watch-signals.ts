import type { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../core/clock.ts";
import { messageOf } from "../core/errors.ts";
import type { Logger } from "../core/logger.ts";
import { type Backoff, backoffMs } from "../core/retry.ts";
import type { NewSignal } from "../domain/signal.ts";
import { type ApiConnection, createApiConnection } from "./api-connection.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { symptomsOfEvent } from "./event-symptoms.ts";
import { symptomsOfPod } from "./pod-symptoms.ts";
import { type ObjectChange, watchResource } from "./resource-watch.ts";
import { symptomsOfRollout } from "./rollout-symptoms.ts";

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
  onRequest?: (verb: string, code: string) => void;
}

export interface SignalWatch {
  /** Resolves at once: a cluster that is away is waited for. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Every watch has had its list, and heard from the server not long ago. */
  isHealthy(): boolean;
  /** When the server last sent a change or a list; null before the first. */
  readonly lastEventAt: Date | null;
}

interface WatchedKind {
  /** Where the API server serves its group. */
  root: string;
  type: { apiVersion: string; kind: string };
  plural: string;
  fieldSelector?: string;
  symptoms(object: KubernetesObject): NewSignal[];
}

const WATCHED: WatchedKind[] = [
  { root: "/api/v1", type: { apiVersion: "v1", kind: "Pod" }, plural: "pods", symptoms: symptomsOfPod },
  {
    root: "/apis/apps/v1",
    type: { apiVersion: "apps/v1", kind: "Deployment" },
    plural: "deployments",
    symptoms: symptomsOfRollout,
  },
  {
    root: "/api/v1",
    type: { apiVersion: "v1", kind: "Event" },
    plural: "events",
    fieldSelector: "type=Warning",
    symptoms: (event) => [symptomsOfEvent(event) ?? []].flat(),
  },
];

const DEFAULT_TIMEOUT_MS = 30_000;
const DELIVERY_BACKOFF: Backoff = { tries: Number.POSITIVE_INFINITY, firstMs: 200, maxMs: 10_000 };
/** A kill that a pod has outlived for longer is history: a first start must not open incidents for it. */
const OLD_KILL_MS = 24 * 60 * 60_000;
/** A watch hears a bookmark about once a minute, and is renewed by the server's own time-out. */
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
        const watches = pathsOf(options.namespaces).map((one) =>
          startOne({ ...options, connection, onContact }, one, stop),
        );
        running = { stop, watches, done: Promise.all(watches.map((watch) => watch.done)) };
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
    get lastEventAt() {
      return lastEventAt;
    },
  };
}

interface OneWatch {
  done: Promise<void>;
  isHealthy(): boolean;
}

type WatchPath = WatchedKind & { path: string };

function pathsOf(namespaces: string[]): WatchPath[] {
  return WATCHED.flatMap((kind) =>
    namespaces.length === 0
      ? [{ ...kind, path: `${kind.root}/${kind.plural}` }]
      : namespaces.map((name) => ({
          ...kind,
          path: `${kind.root}/namespaces/${encodeURIComponent(name)}/${kind.plural}`,
        })),
  );
}

function startOne(
  deps: SignalWatchOptions & { connection: ApiConnection; onContact(): void },
  watched: WatchPath,
  stop: AbortController,
): OneWatch {
  /** The keys that an object shows now and that were delivered, by UID; nothing is kept of a healthy object. */
  const delivered = new Map<string, readonly string[]>();
  let contactAt = performance.now();
  let isListed = false;

  const onChanges = async (changes: ObjectChange[], signal: AbortSignal) => {
    const fresh = new Map<string, NewSignal>();
    const shown = new Map<string, readonly string[]>();
    for (const { kind, object } of changes) {
      const uid = object.metadata.uid ?? "";
      const known = shown.get(uid) ?? delivered.get(uid) ?? [];
      const signals = symptomsNow(deps, watched, object);
      for (const one of signals) if (!known.includes(one.key)) fresh.set(one.key, one);
      shown.set(uid, kind === "deleted" ? [] : signals.map((one) => one.key));
    }
    if (fresh.size > 0) await deliver(deps, [...fresh.values()], signal);
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
        for (const uid of delivered.keys()) if (!uids.has(uid)) delivered.delete(uid);
      },
      onContact() {
        contactAt = performance.now();
        deps.onContact();
      },
    },
    stop.signal,
  );
  return { done, isHealthy: () => isListed && performance.now() - contactAt < SILENCE_WALL_MS };
}

function symptomsNow(deps: SignalWatchOptions, watched: WatchPath, object: KubernetesObject): NewSignal[] {
  const oldest = deps.clock.now().getTime() - OLD_KILL_MS;
  return watched.symptoms(object).filter((one) => {
    const isKill = one.symptom === "oom-killed" || one.symptom === "killed";
    return !(isKill && Date.parse(one.at) < oldest);
  });
}

/** Offers the signals until they are taken or the watch is stopped. */
async function deliver(deps: SignalWatchOptions, signals: NewSignal[], signal: AbortSignal): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await deps.onSignals(signals);
    } catch (error) {
      signal.throwIfAborted();
      deps.logger.warn(
        { error: messageOf(error), signals: signals.length, failures },
        "the signals were not taken, they are offered again",
      );
      await deps.clock.sleep(backoffMs(DELIVERY_BACKOFF, failures), signal);
    }
  }
}
