import type { ApiMachinery } from "../api/api-machinery.ts";
import type { EventRecorder } from "../api/event-recorder.ts";
import type { Container, Pod } from "../store/objects.ts";
import { isPodOver } from "../store/pod-state.ts";
import { sameJson } from "../store/same-json.ts";
import type { Behaviour } from "./behaviour.ts";
import {
  type ContainerRuntime,
  createContainerRuntime,
  endContainer,
  recordPull,
  startContainer,
} from "./container-runtime.ts";
import { isDone, isSidecar, type PodRuntime, podStatus } from "./pod-status.ts";
import { planRun } from "./run-plan.ts";

/** Runs one pod on its node until it is gone. */
export interface PodWorker {
  readonly runtime: PodRuntime;
  /** The pod's object changed. */
  observe(pod: Pod): void;
  stop(): void;
}

export interface PodWorkerDeps {
  api: ApiMachinery;
  events: EventRecorder;
  behaviourOf(pod: Pod, container: Container): Behaviour;
  node: { hostIP: string; podIP: string; memoryBytes: number; images: Set<string> };
}

const SANDBOX_MS = 200;
const PULL_MS = 900;
const START_MS = 300;
const RELIST_MS = 700;
/** The first restart comes with the sync that saw the end. */
const RESTART_MS = 1_000;
/** How often the kubelet looks again at a pod whose container must wait; plus up to half of it. */
const SYNC_MS = 10_000;
const STOP_MS = 1_000;

export function createPodWorker(first: Pod, deps: PodWorkerDeps): PodWorker {
  const { api, events, node } = deps;
  const { loop, random } = api;
  const uid = first.metadata.uid ?? "";
  let pod = first;
  let isStopping = false;
  const hasInit = (first.spec.initContainers ?? []).length > 0;
  const runtime: PodRuntime = {
    init: (first.spec.initContainers ?? []).map((item) => createContainerRuntime(item, "PodInitializing")),
    main: first.spec.containers.map((item) =>
      createContainerRuntime(item, hasInit ? "PodInitializing" : "ContainerCreating"),
    ),
    ...{ hasSandbox: false, isStopped: false, startTime: loop.timestamp() },
    ...{ hostIP: node.hostIP, podIP: node.podIP },
  };
  const all = () => [...runtime.init, ...runtime.main];
  const timer = (name: string) => `pod/${uid}/${name}`;
  const fieldPath = ({ name }: ContainerRuntime) =>
    runtime.init.some((item) => item.name === name)
      ? `spec.initContainers{${name}}`
      : `spec.containers{${name}}`;
  const policy = (item: ContainerRuntime): string =>
    isSidecar(item) ? "Always" : (pod.spec.restartPolicy ?? "Always");

  const report = () => {
    const current = api.store.get("pods", pod.metadata.namespace ?? "", pod.metadata.name) as Pod | undefined;
    if (current?.metadata.uid !== uid) return;
    pod = current;
    const status = podStatus(pod, runtime, loop.timestamp());
    pod = api.update("pods", { ...pod, status }, { manager: "kubelet", subresource: "status" }) as Pod;
  };

  const advance = () => {
    if (isStopping) return;
    const waiting = runtime.init.find((item) => !isDone(item));
    if (waiting) {
      if (waiting.containerID === undefined) create(waiting);
      return;
    }
    for (const item of runtime.main) if (item.containerID === undefined) create(item);
  };

  const create = (item: ContainerRuntime) => {
    const hasImage = node.images.has(item.container.image);
    recordPull(events, pod, item.container, hasImage);
    node.images.add(item.container.image);
    loop.after(timer(`start/${item.name}`), (hasImage ? 0 : PULL_MS) + START_MS, () => start(item));
  };

  const start = (item: ContainerRuntime) => {
    const plan = planRun(deps.behaviourOf(pod, item.container), {
      container: item.container,
      nodeMemoryBytes: node.memoryBytes,
    });
    const about = { about: pod, type: "Normal" as const, fieldPath: fieldPath(item) };
    events.record({ ...about, reason: "Created", message: `Created container: ${item.name}` });
    events.record({ ...about, reason: "Started", message: `Started container ${item.name}` });
    const isFirst = item.containerID === undefined;
    startContainer(item, plan, { loop, random });
    watchRun(item);
    // A restart is seen with the next relist only: a run that ends before it never shows as running.
    if (isFirst) report();
    else loop.after(timer(`seen/${item.name}`), RELIST_MS, report);
    advance();
  };

  const watchRun = (item: ContainerRuntime) => {
    const { plan } = item;
    const elapsedMs = loop.nowMs() - item.startedAtMs;
    const ready = () => {
      item.isReady = true;
      report();
    };
    if (plan?.readyAfterMs) loop.after(timer(`ready/${item.name}`), plan.readyAfterMs - elapsedMs, ready);
    const { end } = plan ?? {};
    if (end) loop.after(timer(`end/${item.name}`), end.afterMs - elapsedMs, () => finish(item, end));
    else loop.cancel(timer(`end/${item.name}`));
  };

  const finish = (item: ContainerRuntime, end: { exitCode: number; reason: string }) => {
    loop.cancel(timer(`ready/${item.name}`));
    loop.cancel(timer(`seen/${item.name}`));
    endContainer(item, end, { loop });
    report();
    const mayRestart =
      policy(item) === "Always" ? !isDone(item) : policy(item) === "OnFailure" && end.exitCode !== 0;
    if (mayRestart && !isStopping) loop.after(timer(`sync/${item.name}`), RESTART_MS, () => sync(item));
    else advance();
  };

  /** Starts an ended container again, or says why it must wait. */
  const sync = (item: ContainerRuntime) => {
    const nowMs = loop.nowMs();
    const ended = item.state.terminated ?? item.lastState.terminated;
    const wasSeen = item.state.waiting === undefined && nowMs - item.endedAtMs < SYNC_MS;
    if (item.backOff.remainingMs(item.endedAtMs, nowMs) === undefined) {
      if (!wasSeen && item.state.terminated) showBackOff(item, ended);
      item.backOff.started(item.endedAtMs, nowMs);
      recordPull(events, pod, item.container, true);
      start(item);
      return;
    }
    events.record({
      about: pod,
      type: "Warning",
      reason: "BackOff",
      message: `Back-off restarting failed container ${item.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${uid})`,
      fieldPath: fieldPath(item),
    });
    // The status of this sync was made before the back-off was known: the pod shows it one sync later.
    if (!wasSeen) showBackOff(item, ended);
    const delayMs = SYNC_MS * (1 + random.next() / 2);
    loop.after(timer(`sync/${item.name}`), delayMs, () => sync(item));
  };

  const showBackOff = (item: ContainerRuntime, ended: ContainerRuntime["state"]["terminated"]) => {
    const seconds = backOffText(item.backOff.delayMs() / 1000);
    const podName = `${pod.metadata.name}_${pod.metadata.namespace}(${uid})`;
    const message = `back-off ${seconds} restarting failed container=${item.name} pod=${podName}`;
    item.state = { waiting: { reason: "CrashLoopBackOff", message } };
    item.lastState = ended ? { terminated: ended } : {};
    report();
  };

  const cancelAll = () => {
    for (const { name } of all())
      for (const kind of ["start", "seen", "ready", "end", "sync"]) loop.cancel(timer(`${kind}/${name}`));
    loop.cancel(timer("sandbox"));
  };

  /** A pod that is deleted: its containers end, its last states are forgotten, it fails, it goes. */
  const terminate = () => {
    isStopping = true;
    cancelAll();
    const running = all().filter((item) => item.state.running);
    for (const item of running)
      events.record({
        about: pod,
        type: "Normal",
        reason: "Killing",
        message: `Stopping container ${item.name}`,
        fieldPath: fieldPath(item),
      });
    for (const item of all()) {
      const ended = item.state.terminated ?? item.lastState.terminated;
      if (!item.state.running && ended) item.state = { terminated: ended };
      item.lastState = {};
    }
    report();
    loop.after(timer("stop"), running.length > 0 ? STOP_MS : START_MS, () => {
      for (const item of running) endContainer(item, { exitCode: 0, reason: "Completed" }, { loop });
      runtime.isStopped = true;
      report();
      api.remove("pods", pod.metadata.namespace ?? "", pod.metadata.name, { gracePeriodSeconds: 0 });
    });
  };

  const resize = () => {
    for (const item of all()) {
      const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
      const next = spec.find(({ name }) => name === item.name);
      if (!next || sameJson(next.resources, item.container.resources)) continue;
      item.container = next;
      if (item.state.running === undefined) continue;
      const place = { container: next, nodeMemoryBytes: node.memoryBytes };
      item.plan = planRun(deps.behaviourOf(pod, next), place);
      watchRun(item);
      report();
    }
  };

  report();
  loop.after(timer("sandbox"), SANDBOX_MS, () => {
    runtime.hasSandbox = true;
    advance();
  });

  return {
    runtime,
    observe(next) {
      pod = next;
      if (isStopping) return;
      if (pod.metadata.deletionTimestamp !== undefined) return terminate();
      if (!isPodOver(pod)) resize();
    },
    stop() {
      isStopping = true;
      cancelAll();
      loop.cancel(timer("stop"));
    },
  };
}

/** As Go writes durations: 10s, 1m20s, 5m0s. */
const backOffText = (seconds: number): string =>
  seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
