import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { tryParseMilli } from "../../kubernetes/quantity.ts";
import type { CpuSample, Sample } from "../facts.ts";
import { quantityBytes } from "../quantity.ts";
import { type Collector, tolerant } from "./collector.ts";
import { selectorOf } from "./workload.ts";

const MAX_PODS = 200;
const METRICS = "metrics.k8s.io/v1beta1";

const podMetricsSchema = z.object({
  timestamp: z.string().nullish(),
  containers: z.array(
    z.object({
      name: z.string(),
      usage: z.object({ memory: z.unknown().optional(), cpu: z.unknown().optional() }),
    }),
  ),
});

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
      if (!(await collector.reader.serves(METRICS, "pods", collector.signal))) return NOTHING;
      const list = await collector.reader.list(
        { apiVersion: METRICS, kind: "PodMetrics" },
        { namespace: workload.metadata.namespace ?? "", labelSelector, limit: MAX_PODS },
        collector.signal,
      );
      const now = collector.clock.now().toISOString();
      return {
        memory: list.items.flatMap((item) => samplesOf(item, now)),
        cpu: list.items.flatMap((item) => cpuOf(item, now)),
      };
    },
    fallback: NOTHING,
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
