import { boundText, redact } from "../../core/redact.ts";
import type { Signal } from "../../domain/signal.ts";
import type { Symptom } from "../../domain/symptom.ts";
import type { LogOptions } from "../../kubernetes/cluster-reader.ts";
import type { LogFact, Revision } from "../facts.ts";
import type { PodFact } from "../objects/pod.ts";
import { type Collector, tolerant } from "./collector.ts";

const TAIL_LINES = 200;
const LIMIT_BYTES = 64 * 1024;
const MAX_CONTAINERS = 3;
/** Told of pods that may all be ready: only their logs can say more. */
const COMPLAINTS: ReadonlySet<Symptom> = new Set([
  "errors-high",
  "access-denied",
  "probe-failing",
  "not-ready",
  "other",
]);

/**
 * The end of the log, now and of the instance before, of at most three containers: those that ended or wait, then those
 * that run and are not ready; where all is ready but somebody complains of errors, one that serves.
 */
export async function collectLogs(
  collector: Collector,
  pods: readonly PodFact[],
  signals: readonly Pick<Signal, "symptom">[],
): Promise<LogFact[]> {
  const all = pods.flatMap((pod) => pod.containers.map((container) => ({ pod, container })));
  const ended = all.filter(({ container }) => container.ends.length > 0);
  const notReady = all.filter(
    ({ container }) => container.ends.length === 0 && !container.isReady && container.runningSince !== null,
  );
  const isComplained = signals.some(({ symptom }) => COMPLAINTS.has(symptom));
  const serving = isComplained ? all.filter(({ container }) => container.runningSince !== null) : [];
  const wanted = [...new Set([...ended, ...notReady, ...serving])]
    .slice(0, MAX_CONTAINERS)
    .flatMap(({ pod, container }) =>
      (container.ends.length > 0 ? [true, false] : [false]).map((previous) => ({
        namespace: pod.namespace,
        pod: pod.name,
        container: container.name,
        previous,
      })),
    );
  return readLogs(collector, wanted);
}

/**
 * What a pod of an earlier revision says that still serves beside one of the newest that does not: one container's log.
 * Nothing is read where all pods are of one revision, or the newest serves too.
 */
export async function collectLogsBefore(
  collector: Collector,
  pods: readonly PodFact[],
  revisions: readonly Pick<Revision, "name">[],
): Promise<LogFact[]> {
  const newest = revisions[0]?.name;
  const ill = pods.filter(({ revision, isReady }) => revision === newest && !isReady);
  const container = ill
    .flatMap(({ containers }) => containers)
    .find(({ isReady, kind }) => !isReady && kind !== "init");
  const before = pods.find(
    ({ revision, isReady, containers }) =>
      revision !== newest && isReady && containers.some(({ name }) => name === container?.name),
  );
  if (newest === undefined || container === undefined || before === undefined) return [];
  const { namespace, name: pod } = before;
  return readLogs(collector, [{ namespace, pod, container: container.name, previous: false }]);
}

async function readLogs(
  collector: Collector,
  wanted: readonly Pick<LogOptions, "namespace" | "pod" | "container" | "previous">[],
): Promise<LogFact[]> {
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
