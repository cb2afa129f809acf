import { boundText, redact } from "../../core/redact.ts";
import type { LogFact } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { type Collector, tolerant } from "./collector.ts";

const TAIL_LINES = 200;
const LIMIT_BYTES = 64 * 1024;
const MAX_CONTAINERS = 3;

/** The end of the log, now and of the instance before, of at most three containers that ended. */
export async function collectLogs(collector: Collector, pods: readonly PodFact[]): Promise<LogFact[]> {
  const wanted = pods
    .flatMap((pod) =>
      pod.containers
        .filter(({ ends }) => ends.length > 0)
        .map((container) => ({ pod, container: container.name })),
    )
    .slice(0, MAX_CONTAINERS)
    .flatMap(({ pod, container }) =>
      [true, false].map((previous) => ({ namespace: pod.namespace, pod: pod.name, container, previous })),
    );
  const logs = await Promise.all(
    wanted.map(async (target) => {
      const text = await tolerant(collector, `log of container ${target.container} of pod ${target.pod}`, {
        run: () =>
          collector.reader.logs(
            { ...target, tailLines: TAIL_LINES, limitBytes: LIMIT_BYTES },
            collector.signal,
          ),
        fallback: undefined,
      });
      if (text === undefined || text === "") return [];
      const bounded = redact(boundText(text, LIMIT_BYTES));
      return [{ pod: target.pod, container: target.container, isPrevious: target.previous, text: bounded }];
    }),
  );
  return logs.flat();
}
