import type { Pod, PodSpec } from "../store/objects.ts";
import { affinityOf, type Toleration } from "../store/placement.ts";

const tolerated = (key: string, effect: string): Toleration => ({
  ...{ key: `node.kubernetes.io/${key}`, operator: "Exists", effect },
});

/** What the DaemonSet controller adds to its pods: they stay on nodes that others leave. */
const TOLERATIONS: readonly Toleration[] = [
  tolerated("not-ready", "NoExecute"),
  tolerated("unreachable", "NoExecute"),
  ...["disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"].map((key) =>
    tolerated(key, "NoSchedule"),
  ),
];

/** The template's spec with the tolerations of daemons and, where a node is named, bound for it by the scheduler. */
export function daemonPodSpec(spec: PodSpec, node?: string): PodSpec {
  const tolerations = [...((spec.tolerations ?? []) as Toleration[]), ...TOLERATIONS];
  if (spec.hostNetwork === true) tolerations.push(tolerated("network-unavailable", "NoSchedule"));
  if (node === undefined) return { ...spec, tolerations };
  const matchFields = [{ key: "metadata.name", operator: "In", values: [node] }];
  const affinity = affinityOf(spec);
  const nodeAffinity = {
    ...affinity.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  return { ...spec, tolerations, affinity: { ...affinity, nodeAffinity } };
}

/** The node that a daemon's pod runs on, or is bound for. */
export function nodeOf(pod: Pod): string {
  const terms = affinityOf(pod.spec).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    ?.nodeSelectorTerms;
  return pod.spec.nodeName ?? terms?.[0]?.matchFields?.[0]?.values?.[0] ?? "";
}
