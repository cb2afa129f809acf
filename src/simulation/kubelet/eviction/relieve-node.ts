import { qosClassOf } from "../../api/pod-defaults.ts";
import type { NodeObject, Pod } from "../../store/objects.ts";
import { isPodActive } from "../../store/pod-state.ts";
import { parseQuantity } from "../../store/quantity.ts";

export type Pressure = "MemoryPressure" | "DiskPressure" | "PIDPressure";

const PRESSURES = ["MemoryPressure", "DiskPressure", "PIDPressure"] as const;
const RESOURCES = {
  MemoryPressure: "memory",
  DiskPressure: "ephemeral-storage",
  PIDPressure: "pids",
} as const;
const THRESHOLDS = {
  MemoryPressure: "Threshold quantity: 100Mi, available: 91264Ki. ",
  DiskPressure: "Threshold quantity: 26421208Ki, available: 24893116Ki. ",
  PIDPressure: "Threshold quantity: 3276, available: 2914. ",
} as const;
const CLASSES = ["BestEffort", "Burstable", "Guaranteed"];
/** Priority from which the kubelet leaves a pod alone. */
const CRITICAL = 2_000_000_000;

export const pressuresOf = (node: NodeObject | undefined): Pressure[] =>
  PRESSURES.filter((type) =>
    node?.status?.conditions?.some((condition) => condition.type === type && condition.status === "True"),
  );

/** The pod that has to go first: of the lowest class, and of these the one that uses the most. */
export function firstToGo(pods: readonly Pod[], usedBytes: (pod: Pod) => number): Pod | undefined {
  const rank = (pod: Pod) => CLASSES.indexOf(qosClassOf(pod.spec));
  return pods
    .filter((pod) => isPodActive(pod) && Number(pod.spec.priority ?? 0) < CRITICAL)
    .toSorted((a, b) => rank(a) - rank(b) || usedBytes(b) - usedBytes(a))[0];
}

/** Source: eviction helpers' evictionMessage. */
export function pressureMessage(
  pressure: Pressure,
  pod: Pod,
  usage: readonly { name: string; memoryBytes: number }[],
): string {
  const resource = RESOURCES[pressure];
  const low = `The node was low on resource: ${resource}. ${THRESHOLDS[pressure]}`;
  if (pressure === "PIDPressure") return low;
  const larger = usage.flatMap(({ name, memoryBytes }) => {
    const request = pod.spec.containers.find((item) => item.name === name)?.resources?.requests?.[resource];
    const used = pressure === "MemoryPressure" ? memoryBytes : 4 * 2 ** 20;
    if (used <= (parseQuantity(request) ?? 0)) return [];
    const text = `${Math.round(used / 1024)}Ki, request is ${request ?? 0}`;
    return [`Container ${name} was using ${text}, has larger consumption of ${resource}. `];
  });
  return low + larger.join("");
}
