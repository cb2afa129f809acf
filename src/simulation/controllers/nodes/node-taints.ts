import type { NodeObject } from "../../store/objects.ts";
import type { Taint } from "../../store/placement.ts";
import { conditionOf } from "../../store/pod-state.ts";

const PREFIX = "node.kubernetes.io/";
const PRESSURES = [
  ["MemoryPressure", "memory-pressure"],
  ["DiskPressure", "disk-pressure"],
  ["PIDPressure", "pid-pressure"],
  ["NetworkUnavailable", "network-unavailable"],
] as const;
const OWN = ["not-ready", "unreachable", "unschedulable", ...PRESSURES.map(([, name]) => name)].map(
  (name) => `${PREFIX}${name}`,
);

/** "True", "False", or "Unknown" where its kubelet is no longer heard of; a node without the condition is ready. */
export const readiness = (node: NodeObject): string => conditionOf(node.status, "Ready")?.status ?? "True";

/** The taints that follow from a node's conditions; those of people stay. Nobody is evicted when no node is ready. */
export function taintsOf(node: NodeObject, mayEvict: boolean, at: string): Taint[] {
  const present = node.spec?.taints ?? [];
  const wanted: { name: string; effect: string }[] = [];
  const ready = readiness(node);
  if (ready !== "True") {
    const name = ready === "False" ? "not-ready" : "unreachable";
    wanted.push({ name, effect: "NoSchedule" });
    if (mayEvict) wanted.push({ name, effect: "NoExecute" });
  }
  for (const [type, name] of PRESSURES)
    if (conditionOf(node.status, type)?.status === "True") wanted.push({ name, effect: "NoSchedule" });
  if (node.spec?.unschedulable) wanted.push({ name: "unschedulable", effect: "NoSchedule" });
  const kept = present.filter(({ key, effect }) => !OWN.includes(key) || isWanted(wanted, key, effect));
  const added = wanted
    .filter(
      ({ name, effect }) => !present.some((one) => one.key === `${PREFIX}${name}` && one.effect === effect),
    )
    .map(({ name, effect }) => ({ key: `${PREFIX}${name}`, effect, timeAdded: at }));
  return [...kept, ...added];
}

const isWanted = (wanted: { name: string; effect: string }[], key: string, effect: string): boolean =>
  wanted.some((one) => `${PREFIX}${one.name}` === key && one.effect === effect);
