import { isReason } from "../../core/errors.ts";
import type { Action } from "../../domain/action.ts";
import { objectKey } from "../../domain/object-ref.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { selects, serviceShapeOf } from "../../kubernetes/service-shape.ts";
import { podTemplateOf } from "../actions/pod-template.ts";
import { DOMAIN_PREFIX } from "../rails/one-change-at-a-time.ts";

const MOST_READ = 500;

/**
 * What must not be struck from two sides at the same time. Two workloads behind one Service stand in for each other, so
 * that they are changed one after the other; a node is drained of pods of one at a time. Zones are no domain of their
 * own: a rollout spreads over all zones of its workload anyhow, and what it may take down is bounded by its Services.
 */
export async function failureDomains(
  reader: ClusterReader,
  { action, object }: { action: Action; object: KubernetesObject },
  signal: AbortSignal,
): Promise<string[]> {
  if (action.type === "EvictPod") return nodeOf(reader, action, signal);
  const template = podTemplateOf(object);
  const labels = recordOf(recordOf(recordOf(template).metadata).labels) as Record<string, string>;
  if (action.target.namespace === "" || Object.keys(labels).length === 0) return [];
  const services = await servicesOf(reader, action.target.namespace, signal);
  return services
    .filter((service) => {
      const { selector } = serviceShapeOf(service);
      return selects(selector, labels);
    })
    .map((service) => `${DOMAIN_PREFIX}${objectKey(refOf(service))}`);
}

async function servicesOf(
  reader: ClusterReader,
  namespace: string,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  try {
    const type = { apiVersion: "v1", kind: "Service" };
    return (await reader.list(type, { namespace, limit: MOST_READ }, signal)).items;
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return [];
    throw error;
  }
}

async function nodeOf(
  reader: ClusterReader,
  action: Extract<Action, { type: "EvictPod" }>,
  signal: AbortSignal,
): Promise<string[]> {
  const { namespace } = action.target;
  const pod = await reader.get(
    { apiVersion: "v1", kind: "Pod", namespace, name: action.parameters.pod },
    signal,
  );
  const { nodeName } = recordOf(pod?.spec);
  return typeof nodeName === "string" ? [`${DOMAIN_PREFIX}/Node//${nodeName}`] : [];
}

const COUNTED = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** How many workloads a namespace has, for the share of them that may change; null where they may not be listed. */
export async function countWorkloads(
  reader: ClusterReader,
  namespace: string,
  signal: AbortSignal,
): Promise<number | null> {
  if (namespace === "") return null;
  try {
    const lists = await Promise.all(
      COUNTED.map((kind) =>
        reader.list({ apiVersion: "apps/v1", kind }, { namespace, limit: MOST_READ }, signal),
      ),
    );
    return lists.reduce((sum, { items }) => sum + items.length, 0);
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return null;
    throw error;
  }
}
