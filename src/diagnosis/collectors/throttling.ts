import type { Signal } from "../../domain/signal.ts";
import type { CpuSample } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { type Collector, tolerant } from "./collector.ts";
import { answerSchema, askPrometheus, type PrometheusAccess, selectorFor } from "./prometheus.ts";

/** Complaints that a shortage of CPU could explain. */
const SLOW: ReadonlySet<string> = new Set([
  "cpu-throttled",
  "probe-failing",
  "not-ready",
  "errors-high",
  "crash-looping",
]);

/** The share of its periods in which each container was held back within ten minutes: one query, where it could matter. */
export async function collectThrottling(
  collector: Collector,
  access: PrometheusAccess | undefined,
  scope: { namespace: string; pods: readonly PodFact[]; signals: readonly Pick<Signal, "symptom">[] },
): Promise<CpuSample[]> {
  const isSlow = scope.signals.some(({ symptom }) => SLOW.has(symptom));
  const isLimited = scope.pods.some(({ containers }) =>
    containers.some(({ spec }) => spec.resources?.limits?.cpu !== undefined),
  );
  if (access === undefined || !isSlow || !isLimited) return [];
  const labels = selectorFor(scope);
  const rate = (series: string) => `sum by (pod, container) (rate(${series}{${labels}}[10m]))`;
  const promql = `${rate("container_cpu_cfs_throttled_periods_total")} / ${rate("container_cpu_cfs_periods_total")}`;
  return tolerant(collector, "CPU throttling from Prometheus", {
    run: async () =>
      answerSchema
        .parse(await askPrometheus(collector, access, promql))
        .data.result.flatMap(({ metric, value: [at, text] }) => {
          const throttledShare = Number(text);
          if (!(throttledShare >= 0 && throttledShare <= 1)) return [];
          return [{ ...metric, usedMilli: null, throttledShare, at: new Date(at * 1000).toISOString() }];
        }),
    fallback: [],
  });
}
