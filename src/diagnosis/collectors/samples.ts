import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import type { CpuSample, Sample } from "../facts.ts";
import { type Collector, tolerant } from "./collector.ts";
import { memoryOf, podMetricsSchema, readPodMetrics } from "./pod-metrics.ts";
import { selectorOf } from "./workload.ts";

/** What the metrics API says that the workload's containers have in use now. */
export interface Usage {
  memory: Sample[];
  cpu: CpuSample[];
}
const NOTHING: Usage = { memory: [], cpu: [] };

/** Memory and CPU in use now by the workload's containers, where the metrics API is served. */
export async function collectMetrics(collector: Collector, workload: KubernetesObject): Promise<Usage> {
  const labelSelector = selectorOf(workload);
  if (labelSelector === undefined) return NOTHING;
  return tolerant(collector, "memory use from the metrics API", {
    run: async () => {
      const scope = { namespace: workload.metadata.namespace ?? "", labelSelector };
      const items = (await readPodMetrics(collector.reader, scope, collector.signal)) ?? [];
      const now = collector.clock.now().toISOString();
      return {
        memory: items.flatMap((item) => memoryOf(item, now)),
        cpu: items.flatMap((item) => cpuOf(item, now)),
      };
    },
    fallback: NOTHING,
    mayBeAway: true,
  });
}

function cpuOf(item: KubernetesObject, now: string): CpuSample[] {
  const metrics = podMetricsSchema.safeParse(item).data;
  return (metrics?.containers ?? []).flatMap(({ name: container, usage }) => {
    const usedMilli = milliOf(usage.cpu);
    if (usedMilli === undefined) return [];
    return [
      {
        pod: item.metadata.name,
        container,
        usedMilli,
        throttledShare: null,
        at: metrics?.timestamp ?? now,
      },
    ];
  });
}

/** metrics-server writes billionths of a core ("12345678n"), others millionths. */
function milliOf(quantity: unknown): number | undefined {
  const small = typeof quantity === "string" ? /^(\d{1,15})([nu])$/.exec(quantity) : null;
  if (small === null) return tryParseMilli(quantity);
  return Math.ceil(Number(small[1]) / (small[2] === "n" ? 1e6 : 1e3));
}
