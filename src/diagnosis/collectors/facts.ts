import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { InvestigationInput } from "../diagnosis.ts";
import type { Facts } from "../facts.ts";
import { declaredHosts } from "../network/declared-hosts.ts";
import type { PodFact } from "../objects/pod.ts";
import { templateOf } from "../objects/pod-template.ts";
import { NOTHING_AROUND } from "../surroundings.ts";
import { collectAccess } from "./access.ts";
import { collectBeyond } from "./beyond.ts";
import type { Collector } from "./collector.ts";
import { collectEvents } from "./events.ts";
import { collectLogs, collectLogsBefore } from "./logs.ts";
import { collectNamespace } from "./namespace.ts";
import { collectNodes } from "./nodes.ts";
import { collectNamedPods, collectPods, type PodList } from "./pods.ts";
import { collectPrometheus } from "./prometheus.ts";
import { collectRevisions } from "./revisions.ts";
import { collectMetrics } from "./samples.ts";
import { collectSeries, type SampleKeepers } from "./series.ts";
import { collectSurroundings } from "./surroundings.ts";
import { collectThrottling } from "./throttling.ts";
import { rolloutOf } from "./workload.ts";

/** Pods that are looked at closely, whatever the workload's size. */
const CLOSE_PODS = 5;
/** Jobs of a CronJob whose events are read. */
const CLOSE_JOBS = 2;

/** Reads everything about a workload in two rounds, and a third where it calls other namespaces in vain, in at most about thirty calls. */
export async function collectFacts(
  collector: Collector,
  input: InvestigationInput,
  { workload, prometheus, history }: { workload: KubernetesObject } & SampleKeepers,
): Promise<Facts> {
  const namespace = workload.metadata.namespace ?? "";
  const found = collectRevisions(collector, workload);
  const ownerUids = found.then((all) => all.ownerUids);
  const [{ revisions }, list, bounds, metrics] = await Promise.all([
    found,
    collectPods(collector, workload, ownerUids).then(async (list) =>
      withSuspects(collector, input, list, await ownerUids),
    ),
    collectNamespace(collector, namespace),
    collectMetrics(collector, workload),
  ]);
  const close = worstFirst(list.pods).slice(0, CLOSE_PODS);
  const about = (kind: string, name: string) => ({ kind, namespace, name });
  const [events, logs, logsBefore, nodes, peaks, series, throttling, around] = await Promise.all([
    collectEvents(collector, [
      about(workload.kind, workload.metadata.name),
      ...(revisions[0]?.object.kind === "ReplicaSet" ? [about("ReplicaSet", revisions[0].object.name)] : []),
      ...list.jobs.slice(0, CLOSE_JOBS).map((job) => about("Job", job.metadata.name)),
      ...(workload.kind === "Pod" ? [] : close.map((pod) => about("Pod", pod.name))),
    ]),
    collectLogs(collector, close, input.signals),
    collectLogsBefore(collector, list.pods, revisions),
    collectNodes(collector, close, new Set(list.pods.map((pod) => pod.uid))),
    collectPrometheus(collector, prometheus, { namespace, pods: list.pods }),
    collectSeries(collector, { prometheus, history }, { namespace, pods: list.pods }),
    collectThrottling(collector, prometheus, { namespace, pods: close, signals: input.signals }),
    isMemoryAlone(list.pods, collector.clock.now())
      ? NOTHING_AROUND
      : collectSurroundings(collector, namespace),
  ]);
  const object = {
    apiVersion: workload.apiVersion,
    kind: workload.kind,
    namespace,
    name: workload.metadata.name,
    uid: workload.metadata.uid ?? "",
  };
  const template = templateOf(workload);
  const hosts = declaredHosts({ template, around, object });
  const [beyond, access] = await Promise.all([
    collectBeyond(collector, namespace, { logs, hosts }),
    collectAccess(collector, logs),
  ]);
  return {
    at: collector.clock.now().toISOString(),
    openedAt: input.incident.openedAt.toISOString(),
    signals: input.signals,
    referrals: input.referrals ?? [],
    attempts: input.attempts,
    object,
    workload,
    template,
    rollout: rolloutOf(workload, revisions),
    revisions,
    pods: worstFirst(list.pods),
    arePodsCut: list.isCut,
    jobs: list.jobs,
    events,
    logs,
    logsBefore,
    nodes,
    quotas: bounds.quotas,
    limitRanges: bounds.limitRanges,
    namespace: bounds.namespace,
    samples: [...metrics.memory, ...peaks],
    series,
    computed: input.computed ?? [],
    cpu: [...metrics.cpu, ...throttling],
    around,
    beyond,
    access,
    gaps: collector.gaps,
  };
}

/** How long after a kill a workload whose containers all run is still a matter of memory. */
const FRESH_KILL_MS = 10 * 60_000;

/**
 * Memory kills need nothing of what stands around: their road stays short. It does not where anything else is ill beside
 * them: a container that was never killed and is not ready, or all well since an old kill.
 */
function isMemoryAlone(pods: readonly PodFact[], now: Date): boolean {
  const unready = pods.filter((pod) => !pod.isReady && pod.phase !== "Succeeded");
  const ill = unready.flatMap((pod) => pod.containers.filter(({ isReady }) => !isReady));
  if (ill.length > 0) return ill.every((container) => killsOf(container).length > 0);
  const kills = pods.flatMap(({ containers }) => containers.flatMap(killsOf));
  return kills.some(({ finishedAt }) => now.getTime() - Date.parse(finishedAt) < FRESH_KILL_MS);
}

const killsOf = ({ ends }: PodFact["containers"][number]) =>
  ends.filter(({ reason }) => reason === "OOMKilled");

/** A list that was cut may lack the very pods that the signals are about. */
async function withSuspects(
  collector: Collector,
  { signals }: InvestigationInput,
  list: PodList,
  ownerUids: ReadonlySet<string>,
): Promise<PodList> {
  if (!list.isCut) return list;
  const known = new Set(list.pods.map(({ name }) => name));
  const suspects = signals.flatMap(({ suspect }) =>
    suspect.kind === "Pod" && !known.has(suspect.name)
      ? [{ namespace: suspect.namespace, name: suspect.name }]
      : [],
  );
  const found = await collectNamedPods(collector, suspects.slice(-CLOSE_PODS));
  return { ...list, pods: [...list.pods, ...found.filter((pod) => ownerUids.has(pod.ownerUid))] };
}

/** Pods whose containers were killed for memory, then those that ended or wait, then the rest; the newest end first. */
function worstFirst(pods: readonly PodFact[]): PodFact[] {
  const rankOf = (pod: PodFact) => {
    const ends = pod.containers.flatMap(({ ends }) => ends);
    if (ends.some(({ reason, exitCode }) => reason === "OOMKilled" || exitCode === 137)) return 0;
    if (ends.some(({ exitCode }) => exitCode !== 0)) return 1;
    return pod.isReady || pod.phase === "Succeeded" ? 3 : 2;
  };
  const lastEnd = (pod: PodFact) =>
    Math.max(0, ...pod.containers.flatMap(({ ends }) => ends.map((end) => Date.parse(end.finishedAt) || 0)));
  return pods.toSorted((a, b) => rankOf(a) - rankOf(b) || lastEnd(b) - lastEnd(a));
}
