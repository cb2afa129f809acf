import type { PodUsage } from "../api/pod-metrics.ts";
import type { EventLoop } from "../store/event-loop.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { Pod } from "../store/objects.ts";
import type { Series } from "./select-series.ts";

const EVERY_MS = 15_000;
const KEPT_SECONDS = 2 * 3_600;
const NAME = "container_memory_working_set_bytes";

/** What cAdvisor tells of memory, scraped every 15 s of the cluster's clock and kept for two hours. */
export function scrapeMemory(options: { loop: EventLoop; store: ObjectStore; usage: PodUsage }) {
  const { loop, store, usage } = options;
  const kept = new Map<string, { labels: Record<string, string>; points: [number, number][] }>();
  const scrape = () => {
    const at = loop.nowMs() / 1000;
    const seen = new Set<string>();
    const note = (labels: Record<string, string>, bytes: number) => {
      const key = JSON.stringify(labels);
      seen.add(key);
      const own = kept.get(key) ?? { labels, points: [] };
      own.points.push([at, Math.round(bytes)]);
      kept.set(key, own);
    };
    for (const pod of store.list("pods") as Pod[]) {
      const { namespace = "", name } = pod.metadata;
      const used = usage(pod);
      for (const { name: container, memoryBytes } of used)
        note({ namespace, pod: name, container }, memoryBytes);
      // The pod's own control group has no container's name.
      if (used.length > 0)
        note(
          { namespace, pod: name },
          used.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0),
        );
    }
    for (const [key, { points }] of kept) {
      if (!seen.has(key) && !Number.isNaN(points.at(-1)?.[1])) points.push([at, Number.NaN]);
      while ((points[0]?.[0] ?? at) < at - KEPT_SECONDS) points.shift();
      if (points.length === 0) kept.delete(key);
    }
    loop.after("prometheus/scrape", EVERY_MS, scrape);
  };
  loop.after("prometheus/scrape", EVERY_MS, scrape);
  return (): Series[] => [...kept.values()].map((one) => ({ name: NAME, ...one }));
}
