import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Sample } from "../facts.ts";
import { quantityBytes } from "../quantity.ts";
import { type Collector, tolerant } from "./collector.ts";
import { selectorOf } from "./workload.ts";

const MAX_PODS = 200;
const METRICS = "metrics.k8s.io/v1beta1";

const podMetricsSchema = z.object({
  timestamp: z.string().nullish(),
  containers: z.array(z.object({ name: z.string(), usage: z.object({ memory: z.unknown().optional() }) })),
});

/** Memory in use now by the workload's containers, where the metrics API is served. */
export async function collectMetrics(collector: Collector, workload: KubernetesObject): Promise<Sample[]> {
  const labelSelector = selectorOf(workload);
  if (labelSelector === undefined) return [];
  return tolerant(collector, "memory use from the metrics API", {
    run: async () => {
      if (!(await collector.reader.serves(METRICS, "pods", collector.signal))) return [];
      const list = await collector.reader.list(
        { apiVersion: METRICS, kind: "PodMetrics" },
        { namespace: workload.metadata.namespace ?? "", labelSelector, limit: MAX_PODS },
        collector.signal,
      );
      return list.items.flatMap((item) => samplesOf(item, collector.clock.now().toISOString()));
    },
    fallback: [],
  });
}

function samplesOf(item: KubernetesObject, now: string): Sample[] {
  const metrics = podMetricsSchema.safeParse(item).data;
  return (metrics?.containers ?? []).flatMap(({ name, usage }) => {
    const bytes = quantityBytes(usage.memory);
    if (bytes === null) return [];
    return [
      {
        pod: item.metadata.name,
        container: name,
        bytes,
        from: "metrics-api" as const,
        at: metrics?.timestamp ?? now,
      },
    ];
  });
}
