import type { Pod } from "../store/objects.ts";
import { parseLabelSelector } from "../store/selectors.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { badRequest } from "./status-error.ts";

/** Memory and processor in use by each running container of a pod. */
export type PodUsage = (pod: Pod) => { name: string; memoryBytes: number; cpuMillicores: number }[];

const GROUP = "metrics.k8s.io";
const BASE = `/apis/${GROUP}/v1beta1`;
const WINDOW = "15s";

/** Answers of the metrics API, for a cluster that has a metrics server; undefined for any other path. */
export function podMetrics(api: ApiMachinery, usage: PodUsage, url: URL): object | undefined {
  const { pathname } = url;
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
  const isSelected = parseLabelSelector(url.searchParams.get("labelSelector") ?? "");
  if (!isSelected) throw badRequest("unable to parse requirement: found invalid label selector");
  // What does not run uses nothing that is measured.
  const items = (api.store.list("pods", namespace) as Pod[])
    .filter(isSelected)
    .map(metricsOf)
    .filter(({ containers }) => containers.length > 0);
  if (name !== undefined) return items.find(({ metadata }) => metadata.name === name);
  return { kind: "PodMetricsList", apiVersion: `${GROUP}/v1beta1`, metadata: {}, items };
}
