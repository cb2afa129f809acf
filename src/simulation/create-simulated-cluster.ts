import { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../core/clock.ts";
import { type Logger, silentLogger } from "../core/logger.ts";
import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import type { WebhookRule } from "./api/admission/webhooks.ts";
import { createApiMachinery } from "./api/api-machinery.ts";
import { createApiServer } from "./api/create-api-server.ts";
import { createFaults, type Faults } from "./api/faults.ts";
import type { RequestRecord } from "./api/request-log.ts";
import { createOpenWatches } from "./api/watch-objects.ts";
import { applyObjects } from "./apply-objects.ts";
import type { LoadRule } from "./controllers/autoscaler/load.ts";
import { podUsage, resourceUsage } from "./controllers/autoscaler/pod-usage.ts";
import { runControllers } from "./controllers/run-controllers.ts";
import { initialObjects, type NodeSize } from "./initial-objects.ts";
import type { BehaviourRule, ImageRule } from "./kubelet/behaviour.ts";
import { createKubelet } from "./kubelet/create-kubelet.ts";
import { createFakePrometheus } from "./prometheus/create-fake-prometheus.ts";
import { scrapeMemory } from "./prometheus/scrape-memory.ts";
import { createEventLoop } from "./store/event-loop.ts";
import { createObjectStore, type ObjectStore } from "./store/object-store.ts";
import { createRandom } from "./store/random.ts";
import { BUILT_IN_TYPES, type ResourceType } from "./store/resource-types.ts";

/** A cluster in this process that speaks the Kubernetes API over HTTP, with controllers and a kubelet. */
export interface SimulatedCluster {
  /** Listens on a port of 127.0.0.1 that is free. */
  start(): Promise<{ url: string; kubeConfig: KubeConfig; prometheusUrl: string | undefined }>;
  stop(): Promise<void>;
  /** Creates the objects, or changes those that are there, as `kubectl apply` would; makes their namespaces. */
  apply(objects: object[]): Promise<void>;
  behave(rule: BehaviourRule): void;
  image(rule: ImageRule): void;
  /** What the server behind an admission webhook answers, where its Service has an endpoint that is ready. */
  webhook(rule: WebhookRule): void;
  /** Work that comes to a workload: what autoscalers see of it, where the cluster has metrics. */
  load(rule: LoadRule): void;
  requests(): RequestRecord[];
  readonly store: ObjectStore;
  readonly faults: Faults;
}

export interface SimulatedClusterOptions {
  clock: Clock;
  logger?: Logger;
  seed?: number;
  nodes?: NodeSize[];
  customResources?: readonly ResourceType[];
  /** Whether a metrics server answers for the memory in use; absent as in most test clusters. */
  hasMetrics?: boolean;
  /** Whether a Prometheus scrapes the memory in use. */
  hasPrometheus?: boolean;
  /** Told of each request and its answer before the client hears of it: where a log is kept that outlives all. */
  onAnswered?(record: RequestRecord, body: object | string): void;
}

export function createSimulatedCluster(options: SimulatedClusterOptions): SimulatedCluster {
  const logger = options.logger ?? silentLogger;
  const store = createObjectStore();
  const random = createRandom(options.seed ?? 1);
  const loop = createEventLoop({ clock: options.clock, logger });
  const types = [...BUILT_IN_TYPES, ...(options.customResources ?? [])];
  const webhooks: WebhookRule[] = [];
  const api = createApiMachinery({ store, loop, random, types, webhooks: () => webhooks });
  const rules: BehaviourRule[] = [];
  const images: ImageRule[] = [];
  const kubelet = createKubelet(
    api,
    () => rules,
    () => images,
  );
  const loads: LoadRule[] = [];
  const used = podUsage(store, loads, kubelet.usage);
  const usage = options.hasMetrics ? used : undefined;
  const prometheus = options.hasPrometheus
    ? createFakePrometheus({
        nowSeconds: () => loop.nowMs() / 1000,
        series: scrapeMemory({ loop, store, usage: used }),
      })
    : undefined;
  const stopControllers = runControllers(api, usage && resourceUsage(usage));
  const watches = createOpenWatches(api);
  const faults = createFaults({ store, watches });
  const { onAnswered } = options;
  const server = createApiServer({ api, logs: kubelet.logs, watches, faults, logger, usage, onAnswered });
  for (const { resource, object } of initialObjects(options.nodes ?? [{ name: "node-1" }], loop.timestamp()))
    store.put(resource, { ...object, metadata: { ...object.metadata, uid: random.uuid() } });

  return {
    store,
    faults,
    requests: () => server.requests(),
    behave: (rule) => rules.push(rule),
    image: (rule) => images.push(rule),
    webhook: (rule) => webhooks.push(rule),
    load: (rule) => loads.push(rule),
    async apply(objects) {
      loop.catchUp();
      applyObjects(api, objects as KubernetesObject[]);
      loop.catchUp();
    },
    async start() {
      const url = await server.listen();
      const prometheusUrl = (await prometheus?.start())?.url;
      return { url, kubeConfig: kubeConfigFor(url), prometheusUrl };
    },
    async stop() {
      stopControllers();
      kubelet.stop();
      await loop.stop();
      await server.close();
      await prometheus?.stop();
    },
  };
}

function kubeConfigFor(url: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromOptions({
    // The client refuses plain HTTP unless it may skip verification.
    clusters: [{ name: "simulated", server: url, skipTLSVerify: true }],
    users: [{ name: "simulated" }],
    contexts: [{ name: "simulated", cluster: "simulated", user: "simulated" }],
    currentContext: "simulated",
  });
  return kubeConfig;
}
