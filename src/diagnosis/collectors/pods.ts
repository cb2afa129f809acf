import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { type PodFact, parsePod } from "../objects/pod.ts";
import { type Collector, tolerant } from "./collector.ts";
import { selectorOf } from "./workload.ts";

const MAX_PODS = 500;
const MAX_JOBS = 500;
/** Jobs of a CronJob whose pods are looked at, newest first. */
const RECENT_JOBS = 5;

export interface PodList {
  pods: PodFact[];
  isCut: boolean;
  /** Of a CronJob: its newest Jobs. */
  jobs: KubernetesObject[];
}

/** The pods of the workload, by selector and then by owner: selectors of two workloads may overlap. Not tolerant. */
export async function collectPods(
  collector: Collector,
  workload: KubernetesObject,
  ownerUids: Promise<ReadonlySet<string>>,
): Promise<PodList> {
  if (workload.kind === "Pod") {
    const pod = parsePod(workload);
    return { pods: pod === undefined ? [] : [pod], isCut: false, jobs: [] };
  }
  if (workload.kind === "CronJob") return podsOfCronJob(collector, workload);
  return ownedPods(collector, workload, { labelSelector: selectorOf(workload), ownerUids });
}

async function ownedPods(
  collector: Collector,
  workload: KubernetesObject,
  by: { labelSelector: string | undefined; ownerUids: Promise<ReadonlySet<string>> },
): Promise<PodList> {
  const [{ items, isTruncated }, ownerUids] = await Promise.all([
    collector.reader.list(
      { apiVersion: "v1", kind: "Pod" },
      {
        namespace: workload.metadata.namespace ?? "",
        ...(by.labelSelector === undefined ? {} : { labelSelector: by.labelSelector }),
        limit: MAX_PODS,
      },
      collector.signal,
    ),
    by.ownerUids,
  ]);
  const pods = items.flatMap((item) => {
    const pod = parsePod(item);
    if (pod === undefined) collector.gaps.push({ what: `pod ${item.metadata.name}`, why: "not understood" });
    return pod ?? [];
  });
  return { pods: pods.filter((pod) => ownerUids.has(pod.ownerUid)), isCut: isTruncated, jobs: [] };
}

async function podsOfCronJob(collector: Collector, cronJob: KubernetesObject): Promise<PodList> {
  const labels = z
    .object({ jobTemplate: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }) }) })
    .safeParse(cronJob.spec).data?.jobTemplate.metadata.labels;
  const labelSelector = Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const jobs = await collector.reader.list(
    { apiVersion: "batch/v1", kind: "Job" },
    {
      namespace: cronJob.metadata.namespace ?? "",
      ...(labelSelector === "" ? {} : { labelSelector }),
      limit: MAX_JOBS,
    },
    collector.signal,
  );
  const recent = jobs.items
    .filter((job) => job.metadata.ownerReferences?.some((owner) => owner.uid === cronJob.metadata.uid))
    .sort(
      (a, b) =>
        Date.parse(b.metadata.creationTimestamp ?? "") - Date.parse(a.metadata.creationTimestamp ?? ""),
    )
    .slice(0, RECENT_JOBS);
  if (recent.length === 0) return { pods: [], isCut: jobs.isTruncated, jobs: [] };
  // The job controller sets this label on every pod; the older name without prefix is set beside it.
  const names = recent.map((job) => job.metadata.name).join(",");
  const list = await ownedPods(collector, cronJob, {
    labelSelector: `job-name in (${names})`,
    ownerUids: Promise.resolve(new Set(recent.map((job) => job.metadata.uid ?? ""))),
  });
  return { pods: list.pods, isCut: list.isCut || jobs.isTruncated, jobs: recent };
}

/** Pods by name, each a call of its own; those that are gone are left out. */
export async function collectNamedPods(
  collector: Collector,
  names: readonly { namespace: string; name: string }[],
): Promise<PodFact[]> {
  const unique = new Map(names.map((each) => [`${each.namespace}/${each.name}`, each]));
  const found = await Promise.all(
    [...unique.values()].map(({ namespace, name }) =>
      tolerant(collector, `pod ${name}`, {
        run: () => collector.reader.get({ apiVersion: "v1", kind: "Pod", namespace, name }, collector.signal),
        fallback: undefined,
      }),
    ),
  );
  return found.flatMap((item) => (item === undefined ? [] : (parsePod(item) ?? [])));
}
