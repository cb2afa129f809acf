import type { ApiMachinery } from "../api/api-machinery.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { ContainerLogs } from "../api/serve-log.ts";
import type { NodeObject, Pod } from "../store/objects.ts";
import { isPodOver } from "../store/pod-state.ts";
import { parseQuantity } from "../store/quantity.ts";
import type { BehaviourRule, ImageRule } from "./behaviour.ts";
import { behaviourOf } from "./behaviour-of.ts";
import { createPodWorker, type PodWorker } from "./create-pod-worker.ts";
import { firstToGo, pressureMessage } from "./eviction/relieve-node.ts";
import { createRegistry } from "./images/registry.ts";
import { listensOn } from "./network/listens-on.ts";
import type { Network } from "./network/reach.ts";
import { usageBytes } from "./run-plan.ts";
import { isNodeSilent, watchNodes } from "./watch-nodes.ts";

/** The kubelets of all nodes. */
export interface Kubelet {
  readonly logs: ContainerLogs;
  /** Memory in use by each running container of a pod, in bytes. */
  usage(pod: Pod): { name: string; memoryBytes: number }[];
  stop(): void;
}

export function createKubelet(
  api: ApiMachinery,
  rules: () => readonly BehaviourRule[],
  images: () => readonly ImageRule[],
): Kubelet {
  const registry = createRegistry(images);
  const workers = new Map<string, PodWorker>();
  const network: Network = {
    ...{ store: api.store, random: api.random },
    listens: (pod, port) => {
      const runtime = workers.get(pod.metadata.uid ?? "")?.runtime;
      return runtime !== undefined && listensOn(runtime, port, api.loop.nowMs());
    },
  };
  const imagesByNode = new Map<string, Set<string>>();
  const fullClaims = new Set<string>();
  let addresses = 1;

  const workerFor = (pod: Pod, nodeName: string): PodWorker => {
    const node = api.store.get("nodes", "", nodeName) as NodeObject | undefined;
    const images = imagesByNode.get(nodeName) ?? new Set<string>();
    imagesByNode.set(nodeName, images);
    addresses += 1;
    return createPodWorker(pod, {
      api,
      events: createEventRecorder(api, { component: "kubelet", host: nodeName }),
      ...{ registry, network },
      behaviourOf: (of, container) => behaviourOf(rules(), of, container),
      node: {
        hostIP: "10.244.0.1",
        podIP: `10.244.${Math.floor(addresses / 250)}.${addresses % 250}`,
        memoryBytes: parseQuantity(node?.status?.allocatable?.memory) ?? Number.POSITIVE_INFINITY,
        ...{ images, fullClaims, isSilent: () => isNodeSilent(api, nodeName) },
      },
    });
  };

  const sync = (uid: string) => {
    const pod = api.store.byUid(uid)?.object as Pod | undefined;
    const worker = workers.get(uid);
    if (!pod) {
      worker?.stop();
      workers.delete(uid);
      return;
    }
    if (pod.spec.nodeName && isNodeSilent(api, pod.spec.nodeName)) return;
    if (worker) return worker.observe(pod);
    if (pod.spec.nodeName && !isPodOver(pod)) workers.set(uid, workerFor(pod, pod.spec.nodeName));
  };

  const podsOn = (node: string) =>
    (api.store.list("pods") as Pod[]).filter(({ spec }) => spec.nodeName === node);
  const usage = (pod: Pod) =>
    (workers.get(pod.metadata.uid ?? "")?.runtime.main ?? [])
      .filter(({ state }) => state.running)
      .map(({ name, container, startedAtMs }) => ({
        name,
        memoryBytes: usageBytes(behaviourOf(rules(), pod, container), api.loop.nowMs() - startedAtMs),
      }));
  const usedBytes = (pod: Pod) => usage(pod).reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);

  const unwatchNodes = watchNodes(api, {
    returned(node) {
      for (const { metadata } of podsOn(node)) {
        sync(metadata.uid ?? "");
        workers.get(metadata.uid ?? "")?.report();
      }
    },
    pressed(node, pressure) {
      const pod = firstToGo(podsOn(node), usedBytes);
      const worker = workers.get(pod?.metadata.uid ?? "");
      if (pod && worker) worker.evict(pressureMessage(pressure, pod, usage(pod)), true);
    },
  });

  const unsubscribe = api.store.onChange(({ resource, object }) => {
    const { uid = "" } = object.metadata;
    if (resource === "pods") api.loop.enqueue(`kubelet/${uid}`, () => sync(uid));
  });

  const runtimeOf = (uid: string, container: string) => {
    const runtime = workers.get(uid)?.runtime;
    return [...(runtime?.init ?? []), ...(runtime?.main ?? [])].find(({ name }) => name === container);
  };

  return {
    logs: {
      current: (uid, container) => runtimeOf(uid, container)?.log,
      previous: (uid, container) => runtimeOf(uid, container)?.previousLog,
    },
    usage,
    stop() {
      unsubscribe();
      unwatchNodes();
      for (const worker of workers.values()) worker.stop();
    },
  };
}
