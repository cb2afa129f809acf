import type { PodUsage } from "../../api/pod-metrics.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod } from "../../store/objects.ts";
import { MEBIBYTE } from "../../store/quantity.ts";
import { type LoadRule, loadOf } from "./load.ts";

type MemoryUsage = (pod: Pod) => { name: string; memoryBytes: number }[];

/** What containers use by their own behaviour and by the load that comes to them; the first one bears the load. */
export const podUsage =
  (store: ObjectStore, rules: readonly LoadRule[], memory: MemoryUsage): PodUsage =>
  (pod) => {
    const pods = store.list("pods", pod.metadata.namespace) as Pod[];
    const { cpuMillicores, memoryMebibytes } = loadOf(rules, pod, pods);
    return memory(pod).map(({ name, memoryBytes }, index) => ({
      name,
      memoryBytes: index === 0 && memoryMebibytes !== undefined ? memoryMebibytes * MEBIBYTE : memoryBytes,
      cpuMillicores: index === 0 ? cpuMillicores : 1,
    }));
  };

/** Of the whole pod, in cores or bytes. */
export const resourceUsage =
  (usage: PodUsage) =>
  (pod: Pod, resource: string): number =>
    usage(pod).reduce(
      (sum, { memoryBytes, cpuMillicores }) =>
        sum + (resource === "cpu" ? cpuMillicores / 1000 : memoryBytes),
      0,
    );
