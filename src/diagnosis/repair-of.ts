import type { ActionParameters } from "../domain/action.ts";
import type { Repair } from "../domain/repair.ts";
import type { Facts } from "./facts.ts";

const TEMPLATE_KINDS = ["Deployment", "StatefulSet", "DaemonSet", "CronJob"];
type OfTemplate = "SetResources" | "SetProbe" | "SetReference" | "RelaxPlacement";

/** A change of the workload's own pod template; null for kinds whose template cannot be changed. */
export function templateRepair<T extends OfTemplate>(
  facts: Facts,
  type: T,
  parameters: ActionParameters[T],
  isExclusive = false,
): Repair | null {
  if (!TEMPLATE_KINDS.includes(facts.object.kind)) return null;
  return { type, parameters, target: facts.object, isExclusive } as Repair;
}
