import { configError } from "./config/config-error.ts";
import { startError } from "./config/start-error.ts";
import { type ContainerRuntime, failToStart, type Hold } from "./container-runtime.ts";
import { ensureImage } from "./images/ensure-image.ts";
import { type PodHost, podLabel } from "./pod-host.ts";
import { mayRestart } from "./restart-policy.ts";
import { createRunWatch } from "./watch-run.ts";

/** Starts, ends and restarts the containers of one pod. Source: kuberuntime's syncPod and startContainer. */
export interface ContainerRunner {
  /** Tries to start it, for the first time or again; while it cannot, it is tried again. */
  sync(item: ContainerRuntime): void;
  /** Its plan changed while it runs. */
  replan(item: ContainerRuntime): void;
  cancelAll(items: readonly ContainerRuntime[]): void;
}

const START_MS = 300;
/** The first restart comes with the sync that saw the end. */
const RESTART_MS = 1_000;
/** How often the kubelet looks again at a pod whose container must wait; plus up to half of it. */
const SYNC_MS = 10_000;

export function createContainerRunner(host: PodHost, advance: () => void): ContainerRunner {
  const { api, registry } = host.deps;
  const { loop, random } = api;
  const syncAfter = (item: ContainerRuntime, ms: number) =>
    loop.after(host.timer(`sync/${item.name}`), ms, () => sync(item));
  const syncLater = (item: ContainerRuntime) => syncAfter(item, SYNC_MS * (1 + random.next() / 2));

  const sync = (item: ContainerRuntime) => {
    if (host.isStopping()) return;
    item.isTaken = true;
    showHold(item);
    if (isBackingOff(item)) return syncLater(item);
    const verdict = ensureImage(host, item);
    if ("reason" in verdict) return hold(item, verdict);
    const delayMs = verdict.delayMs + (item.containerID === undefined ? START_MS : 0);
    if (delayMs === 0) create(item);
    else loop.after(host.timer(`start/${item.name}`), delayMs, () => create(item));
  };

  /** The status of a sync is made before its outcome is known: the pod shows what held it the time before. */
  const showHold = (item: ContainerRuntime) => {
    if (!item.hold) return;
    const ended = item.state.terminated ?? item.lastState.terminated;
    item.state = { waiting: { ...item.hold } };
    item.lastState = ended ? { terminated: ended } : {};
    host.report();
  };

  const isBackingOff = (item: ContainerRuntime): boolean => {
    // The kubelet asks for an earlier container that ended: after the first kill of its own there is none yet.
    const isFirstKill = item.isKilled && item.restartCount === 0;
    if (item.containerID === undefined || isFirstKill) return false;
    const nowMs = loop.nowMs();
    if (item.backOff.remainingMs(item.endedAtMs, nowMs) === undefined) {
      item.backOff.started(item.endedAtMs, nowMs);
      return false;
    }
    const label = podLabel(host.pod());
    const event = `Back-off restarting failed container ${item.name} in pod ${label}`;
    host.record({ type: "Warning", reason: "BackOff", message: event, item });
    const seconds = backOffText(item.backOff.delayMs() / 1000);
    const message = `back-off ${seconds} restarting failed container=${item.name} pod=${label}`;
    item.hold = { reason: "CrashLoopBackOff", message };
    return true;
  };

  const hold = (item: ContainerRuntime, reason: Hold) => {
    const isFirst = item.hold === undefined && item.containerID === undefined;
    item.hold = reason;
    // The sandbox that came up brings a second sync at once.
    if (isFirst) syncAfter(item, RESTART_MS);
    else syncLater(item);
  };

  const create = (item: ContainerRuntime) => {
    const unconfigured = configError(host, item);
    if (unconfigured !== undefined) {
      host.record({ type: "Warning", reason: "Failed", message: `Error: ${unconfigured}`, item });
      return hold(item, { reason: "CreateContainerConfigError", message: unconfigured });
    }
    host.record({ type: "Normal", reason: "Created", message: `Created container: ${item.name}`, item });
    const { container } = item;
    const place = { store: api.store, pod: host.pod(), container, rule: registry.ruleOf(container.image) };
    const refused = startError(place);
    if (refused === undefined) return runs.start(item);
    host.record({ type: "Warning", reason: "Failed", message: `Error: ${refused}`, item });
    failToStart(item, refused, { loop, random });
    if (mayRestart(host, item, 128)) {
      item.hold = { reason: "RunContainerError", message: refused };
      return syncAfter(item, RESTART_MS);
    }
    host.report();
    advance();
  };

  const runs = createRunWatch(host, { advance, restart: (item) => syncAfter(item, RESTART_MS) });

  return {
    sync,
    replan: runs.replan,
    cancelAll(items) {
      for (const item of items) {
        runs.cancel(item);
        for (const kind of ["start", "pulled", "sync"]) loop.cancel(host.timer(`${kind}/${item.name}`));
      }
    },
  };
}

/** As Go writes durations: 10s, 1m20s, 5m0s. */
const backOffText = (seconds: number): string =>
  seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
