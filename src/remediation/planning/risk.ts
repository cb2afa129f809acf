import type { Action } from "../../domain/action.ts";
import type { Risk } from "../../domain/plan.ts";
import type { RepairType } from "../../domain/repair.ts";
import { definitionOf, isRepairAction } from "../actions/catalogue.ts";
import type { RolloutStrategy } from "./rollout-strategy.ts";

/** What could go wrong with the change, worked out by code alone. */
export function riskOf(actions: readonly Action[], kind: string, strategy: RolloutStrategy): Risk {
  const reasons: string[] = [];
  let points = 0;
  const add = (weight: number, reason: string) => {
    points += weight;
    reasons.push(reason);
  };
  if (kind === "Deployment" && !strategy.isRecreate && strategy.surge > 0)
    add(0, "new pods start beside the old ones, which go only when the new ones are ready");
  else if (kind === "Deployment") add(1, "pods stop before their replacements are ready");
  if (kind === "StatefulSet") add(1, "pods with identity and storage restart, one after the other");
  if (kind === "DaemonSet") add(1, "the pod of every node restarts");
  if (kind === "CronJob") add(0, "only Jobs that start later are touched");
  if (kind === "Pod") add(1, "a single pod is changed in place, with nothing to fall back to");
  if (strategy.replicas >= 20) add(1, `${strategy.replicas} pods restart`);
  for (const action of actions) {
    if (action.type === "RollBackRevision")
      add(1, "everything in the newer revision's template goes, not its fault alone");
    if (action.type === "ReplaceStuckPods") add(1, "pods that are not ready are deleted");
    if (isRepairAction(action))
      for (const { weight, reason } of definitionOf<RepairType>(action).risks(action.parameters as never))
        add(weight, reason);
    if (action.type !== "SetMemoryLimit" && action.type !== "ResizePod") continue;
    const { fromLimitBytes, toLimitBytes, basisKind } = action.parameters;
    if (toLimitBytes > 2 * fromLimitBytes) add(1, "the limit more than doubles");
    if (basisKind === "doubled") add(0, "the need is not known; the size is a guess");
  }
  return { level: points === 0 ? "low" : points <= 2 ? "medium" : "high", reasons };
}
