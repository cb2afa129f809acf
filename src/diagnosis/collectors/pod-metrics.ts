import { z } from "zod";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Sample } from "../facts.ts";
import { quantityBytes } from "../quantity.ts";

const MAX_PODS = 200;
const METRICS = "metrics.k8s.io/v1beta1";

export const podMetricsSchema = z.object({
  timestamp: z.string().nullish(),
  containers: z.array(
    z.object({
      name: z.string(),
      usage: z.object({ memory: z.unknown().optional(), cpu: z.unknown().optional() }),
    }),
  ),
});

/** What the metrics API says of the selected pods; undefined where none is served. */
export async function readPodMetrics(
  reader: Pick<ClusterReader, "serves" | "list">,
  { namespace, labelSelector }: { namespace: string; labelSelector: string },
  signal: AbortSignal,
): Promise<KubernetesObject[] | undefined> {
  if (!(await reader.serves(METRICS, "pods", signal))) return undefined;
  const scope = { namespace, labelSelector, limit: MAX_PODS };
  return (await reader.list({ apiVersion: METRICS, kind: "PodMetrics" }, scope, signal)).items;
}

/** Memory of each container of one pod; `now` stands in for a time that is not told. */
export function memoryOf(item: KubernetesObject, now: string): Sample[] {
  const metrics = podMetricsSchema.safeParse(item).data;
  return (metrics?.containers ?? []).flatMap(({ name: container, usage }) => {
    const bytes = quantityBytes(usage.memory);
    if (bytes === null) return [];
    const at = metrics?.timestamp ?? now;
    return [{ pod: item.metadata.name, container, bytes, from: "metrics-api" as const, at }];
  });
}
