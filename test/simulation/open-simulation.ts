import { AppsV1Api, BatchV1Api, CoreV1Api, type KubeConfig, Watch } from "@kubernetes/client-node";
import { onTestFinished } from "vitest";
import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";
import {
  createSimulatedCluster,
  type SimulatedCluster,
  type SimulatedClusterOptions,
} from "../../src/simulation/create-simulated-cluster.ts";
import type { Condition, ContainerStatus, Pod } from "../../src/simulation/store/objects.ts";
import { createSteppedClock, type SteppedClock } from "./stepped-clock.ts";

/** A simulated cluster whose time stands still until the test moves it, with real clients of it. */
export interface Simulation {
  cluster: SimulatedCluster;
  clock: SteppedClock;
  url: string;
  kubeConfig: KubeConfig;
  apps: AppsV1Api;
  core: CoreV1Api;
  batch: BatchV1Api;
  /** What the API answers to a GET, as JSON. */
  read(path: string): Promise<KubernetesObject>;
  pods(namespace?: string): Promise<Pod[]>;
}

export async function openSimulation(options: Partial<SimulatedClusterOptions> = {}): Promise<Simulation> {
  const clock = createSteppedClock(Date.UTC(2026, 10, 22, 10));
  const cluster = createSimulatedCluster({ clock, ...options });
  const { url, kubeConfig } = await cluster.start();
  onTestFinished(() => cluster.stop());
  const read = async (path: string) => (await (await fetch(url + path)).json()) as KubernetesObject;
  return {
    ...{ cluster, clock, url, kubeConfig, read },
    apps: kubeConfig.makeApiClient(AppsV1Api),
    core: kubeConfig.makeApiClient(CoreV1Api),
    batch: kubeConfig.makeApiClient(BatchV1Api),
    pods: async (namespace = "shop") =>
      ((await read(`/api/v1/namespaces/${namespace}/pods`)) as unknown as { items: Pod[] }).items,
  };
}

export interface WatchEvent {
  type: string;
  object: Pod;
}

/** Everything that a watch of pods by the real client hears. */
export async function watchPods(simulation: Simulation): Promise<WatchEvent[]> {
  const heard: WatchEvent[] = [];
  const started = Promise.withResolvers<void>();
  const stream = await new Watch(simulation.kubeConfig).watch(
    "/api/v1/namespaces/shop/pods",
    { allowWatchBookmarks: true, sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" },
    (type: string, object: Pod) => (type === "BOOKMARK" ? started.resolve() : heard.push({ type, object })),
    () => undefined,
  );
  onTestFinished(() => stream.abort());
  await started.promise;
  return heard;
}

/** Waits until the watch brought an event for which `is` holds. */
export async function until(heard: WatchEvent[], is: (event: WatchEvent) => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!heard.some(is)) {
    if (performance.now() > deadline) throw new Error("the watch did not bring it");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const onlyContainer = (pod: Pod | undefined): ContainerStatus => {
  const [status] = pod?.status?.containerStatuses ?? [];
  if (!status) throw new Error("the pod has no container status");
  return status;
};

export const condition = (object: KubernetesObject, type: string): Condition | undefined =>
  (object.status as { conditions?: Condition[] } | undefined)?.conditions?.find((item) => item.type === type);
