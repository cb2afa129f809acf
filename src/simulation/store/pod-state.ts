import type { Condition, Pod } from "./objects.ts";

export const conditionOf = (
  status: { conditions?: Condition[] } | undefined,
  type: string,
): Condition | undefined => status?.conditions?.find((condition) => condition.type === type);

export const isPodReady = (pod: Pod): boolean => conditionOf(pod.status, "Ready")?.status === "True";

export const isPodOver = (pod: Pod): boolean => ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");

/** Neither over nor on its way out. */
export const isPodActive = (pod: Pod): boolean =>
  !isPodOver(pod) && pod.metadata.deletionTimestamp === undefined;

/** Ready for `minReadySeconds`. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, nowMs: number): boolean {
  const ready = conditionOf(pod.status, "Ready");
  if (ready?.status !== "True") return false;
  return nowMs - Date.parse(ready.lastTransitionTime ?? "") >= minReadySeconds * 1000;
}

/** The conditions with one of them set; its transition time changes with its status alone. */
export function withCondition(conditions: readonly Condition[], next: Condition): Condition[] {
  const earlier = conditions.find((condition) => condition.type === next.type);
  if (earlier === undefined) return [...conditions, next];
  const isSame = earlier.status === next.status;
  const kept =
    isSame && earlier.lastTransitionTime !== undefined
      ? { ...next, lastTransitionTime: earlier.lastTransitionTime }
      : next;
  return conditions.map((condition) => (condition === earlier ? kept : condition));
}
