import { z } from "zod";
import type { MemorySeries } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import type { MemoryHistory } from "../sampling/memory-history.ts";
import { runsIn } from "../sampling/runs-in.ts";
import { type Collector, tolerant } from "./collector.ts";
import { askPrometheus, type PrometheusAccess, selectorFor } from "./prometheus.ts";

/** An hour of samples is what a scrape every 15 s makes of 240 points, and more than a trend needs. */
const WINDOW = "1h";
const MOST_SERIES = 10;
const MOST_POINTS = 500;

const answerSchema = z.object({
  status: z.literal("success"),
  data: z.object({
    result: z.array(
      z.object({
        metric: z.object({ pod: z.string(), container: z.string() }),
        values: z.array(z.tuple([z.number(), z.string()])).default([]),
      }),
    ),
  }),
});

/** Who keeps samples over time: Prometheus, or our own rows of what the metrics API told. */
export interface SampleKeepers {
  prometheus: PrometheusAccess | undefined;
  history?: Pick<MemoryHistory, "seriesOf"> | undefined;
}

/** Memory of containers that ended lately over the last hour, one series a run; for these a trend may decide. */
export async function collectSeries(
  collector: Collector,
  { prometheus: access, history }: SampleKeepers,
  { namespace, pods }: { namespace: string; pods: readonly PodFact[] },
): Promise<MemorySeries[]> {
  const ended = pods.filter(({ containers }) =>
    containers.some(({ ends }) =>
      ends.some(({ reason, exitCode }) => reason === "OOMKilled" || exitCode === 137),
    ),
  );
  if (ended.length === 0) return [];
  if (access === undefined) {
    const run = async () => (await history?.seriesOf({ namespace, pods: ended })) ?? [];
    return tolerant(collector, "memory over time from kept samples", { run, fallback: [] });
  }
  // A range vector asked for at one instant comes as it was scraped.
  const query = `max by (pod, container) (container_memory_working_set_bytes{${selectorFor({ namespace, pods: ended })}})[${WINDOW}:15s]`;
  return tolerant(collector, "memory over time from Prometheus", {
    run: async () => seriesOf(await askPrometheus(collector, access, query)),
    fallback: [],
  });
}

function seriesOf(answer: unknown): MemorySeries[] {
  return answerSchema
    .parse(answer)
    .data.result.slice(0, MOST_SERIES)
    .flatMap(({ metric: { pod, container }, values }) => {
      const points = values
        .slice(-MOST_POINTS)
        .map(([at, text]): [number, number] => [at, Math.round(Number(text))])
        .filter(([at, bytes]) => Number.isFinite(at) && Number.isSafeInteger(bytes) && bytes > 0);
      return runsIn(points).map((run, index) => ({
        id: `${pod}/${index}`,
        pod,
        container,
        from: "prometheus" as const,
        points: run,
      }));
    });
}
