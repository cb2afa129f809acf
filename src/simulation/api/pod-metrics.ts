import type { Pod } from "../store/objects.ts";
import type { ApiMachinery } from "./api-machinery.ts";

/** Memory and processor in use by each running container of a pod. */
export type PodUsage = (pod: Pod) => { name: string; memoryBytes: number; cpuMillicores: number }[];

const GROUP = "metrics.k8s.io";
const BASE = `/apis/${GROUP}/v1beta1`;
const WINDOW = "15s";

/** Answers of the metrics API, for a cluster that has a metrics server; undefined for any other path. */
export function podMetrics(api: ApiMachinery, usage: PodUsage, pathname: string): object | undefined {
  if (pathname === BASE)
    return {
      ...{ kind: "APIResourceList", apiVersion: "v1", groupVersion: `${GROUP}/v1beta1` },
      resources: [
        { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
      ],
    };
  const match = /^(?:\/namespaces\/([^/]+))?\/pods(?:\/([^/]+))?$/.exec(pathname.slice(BASE.length));
  if (!pathname.startsWith(`${BASE}/`) || !match) return undefined;
  const [, namespace, name] = match;
  const metricsOf = (pod: Pod) => ({
    kind: "PodMetrics",
    apiVersion: `${GROUP}/v1beta1`,
    metadata: { name: pod.metadata.name, namespace: pod.metadata.namespace, labels: pod.metadata.labels },
    timestamp: api.loop.timestamp(),
    window: WINDOW,
    containers: usage(pod).map((container) => ({
      name: container.name,
      usage: { cpu: `${container.cpuMillicores}m`, memory: `${Math.round(container.memoryBytes / 1024)}Ki` },
    })),
  });
  const items = (api.store.list("pods", namespace) as Pod[]).map(metricsOf);
  if (name !== undefined) return items.find(({ metadata }) => metadata.name === name);
  return { kind: "PodMetricsList", apiVersion: `${GROUP}/v1beta1`, metadata: {}, items };
}
