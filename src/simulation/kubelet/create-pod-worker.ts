import type { Pod } from "../store/objects.ts";
import { isPodOver } from "../store/pod-state.ts";
import { sameJson } from "../store/same-json.ts";
import { type ContainerRuntime, createContainerRuntime, isDone } from "./container-runtime.ts";
import { evictFromNode } from "./eviction/evict-pod.ts";
import { cancelMounts, mountVolumes } from "./mount-volumes.ts";
import { allContainers, type PodHost, type PodWorkerDeps } from "./pod-host.ts";
import { type PodRuntime, podStatus } from "./pod-status.ts";
import { createContainerRunner } from "./run-container.ts";
import { startSandbox } from "./start-sandbox.ts";
import { terminatePod } from "./terminate-pod.ts";

/** Runs one pod on its node until it is gone. */
export interface PodWorker {
  readonly runtime: PodRuntime;
  /** The pod's object changed. */
  observe(pod: Pod): void;
  report(): void;
  evict(message: string, isForPressure: boolean): void;
  stop(): void;
}

export function createPodWorker(first: Pod, deps: PodWorkerDeps): PodWorker {
  const { api, events, node } = deps;
  const { loop } = api;
  const uid = first.metadata.uid ?? "";
  let pod = first;
  let isStopping = false;
  const runtime = createPodRuntime(first, { ...node, startTime: loop.timestamp() });
  const fieldPath = (item: ContainerRuntime) =>
    runtime.init.includes(item) ? `spec.initContainers{${item.name}}` : `spec.containers{${item.name}}`;

  const report = () => {
    if (node.isSilent()) return;
    const current = api.store.get("pods", pod.metadata.namespace ?? "", pod.metadata.name) as Pod | undefined;
    if (current?.metadata.uid !== uid) return;
    pod = current;
    const status = podStatus(pod, runtime, loop.timestamp());
    pod = api.update("pods", { ...pod, status }, { manager: "kubelet", subresource: "status" }) as Pod;
  };

  const host: PodHost = {
    ...{ deps, runtime, report },
    pod: () => pod,
    isStopping: () => isStopping,
    timer: (name) => `pod/${uid}/${name}`,
    evict: (message) => evict(message, false),
    record({ type, reason, message, item }) {
      if (node.isSilent()) return;
      events.record({ about: pod, type, reason, message, ...(item && { fieldPath: fieldPath(item) }) });
    },
  };

  const advance = () => {
    if (isStopping) return;
    const waiting = runtime.init.find((item) => !isDone(item));
    const next = waiting ? [waiting] : runtime.main;
    for (const item of next) if (!item.isTaken) containers.sync(item);
  };
  const containers = createContainerRunner(host, advance);

  const cancelAll = () => {
    containers.cancelAll(allContainers(host));
    cancelMounts(host);
    for (const name of ["sandbox", "evict"]) loop.cancel(host.timer(name));
  };

  const terminate = () => {
    isStopping = true;
    cancelAll();
    terminatePod(host);
  };

  const evict = (message: string, isForPressure: boolean) => {
    if (isStopping) return;
    isStopping = true;
    cancelAll();
    evictFromNode(host, message, isForPressure);
  };

  /** New resources are taken over in place; a new image only where the old one did not run. */
  const resize = () => {
    const spec = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
    for (const item of allContainers(host)) {
      const next = spec.find(({ name }) => name === item.name);
      if (!next || sameJson(next, item.container)) continue;
      const isResized = !sameJson(next.resources, item.container.resources);
      if (item.state.running && !isResized) continue;
      item.container = next;
      if (!item.state.running) continue;
      containers.replan(item);
      report();
    }
  };

  report();
  mountVolumes(host, () => startSandbox(host, advance));

  return {
    ...{ runtime, report, evict },
    observe(next) {
      pod = next;
      if (isStopping) return;
      if (pod.metadata.deletionTimestamp !== undefined) return terminate();
      if (!isPodOver(pod)) resize();
    },
    stop() {
      isStopping = true;
      cancelAll();
      loop.cancel(host.timer("stop"));
    },
  };
}

function createPodRuntime(
  { spec }: Pod,
  { hostIP, podIP, startTime }: { hostIP: string; podIP: string; startTime: string },
): PodRuntime {
  const init = spec.initContainers ?? [];
  const waiting = init.length > 0 ? "PodInitializing" : "ContainerCreating";
  return {
    init: init.map((item) => createContainerRuntime(item, "PodInitializing")),
    main: spec.containers.map((item) => createContainerRuntime(item, waiting)),
    ...{ hasSandbox: false, isStopped: false, startTime, hostIP, podIP },
  };
}
