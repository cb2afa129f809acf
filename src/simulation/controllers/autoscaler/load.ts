import type { Labels, Pod } from "../../store/objects.ts";
import { isPodReady } from "../../store/pod-state.ts";

/** Work that comes to a workload: its pods that are ready share it, so more of them have less each. */
export interface LoadRule {
  namespace?: string;
  /** Start of the pods' names, which is the workload's name. */
  workload?: string;
  labels?: Labels;
  /** Of all pods together. */
  cpuMillicores: number;
  memoryMebibytes?: number;
}

export interface PodLoad {
  cpuMillicores: number;
  memoryMebibytes: number | undefined;
}

const IDLE_MILLICORES = 1;

function isOf({ namespace, workload, labels }: LoadRule, { metadata }: Pod): boolean {
  return (
    (namespace === undefined || namespace === metadata.namespace) &&
    (workload === undefined || metadata.name === workload || metadata.name.startsWith(`${workload}-`)) &&
    Object.entries(labels ?? {}).every(([key, value]) => metadata.labels?.[key] === value)
  );
}

/** What one pod uses by the last rule that is of it; `pods` are those of its namespace. */
export function loadOf(rules: readonly LoadRule[], pod: Pod, pods: readonly Pod[]): PodLoad {
  const rule = rules.findLast((one) => isOf(one, pod));
  if (!rule) return { cpuMillicores: IDLE_MILLICORES, memoryMebibytes: undefined };
  const sharing = Math.max(1, pods.filter((other) => isOf(rule, other) && isPodReady(other)).length);
  const isWorking = isPodReady(pod);
  return {
    cpuMillicores: isWorking ? Math.round(rule.cpuMillicores / sharing) : IDLE_MILLICORES,
    memoryMebibytes:
      rule.memoryMebibytes === undefined ? undefined : Math.round(rule.memoryMebibytes / sharing),
  };
}
