import { isReason } from "../../core/errors.ts";
import { mainActionOf } from "../../domain/main-action.ts";
import type { Plan } from "../../domain/plan.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch } from "../../kubernetes/json-patch-apply.ts";
import { rolloutStrategy } from "./rollout-strategy.ts";

/** Why the plan does not fit the object as it is now: another object, other fields, or a rollout that would not begin. Pure. */
export function planMisfit(plan: Plan, object: KubernetesObject | undefined): string | undefined {
  const isMadeAnew = plan.actions[0]?.type === "RecreateService";
  if (isMadeAnew) return object?.metadata.uid === undefined ? undefined : "the object is there again";
  if (object === undefined) return "the object is not there any more";
  const { blocked } = rolloutStrategy(object);
  if (blocked !== null) return `the change would not reach the pods: ${blocked}`;
  try {
    applyJsonPatch(object, mainActionOf(plan)?.patch ?? []);
    return undefined;
  } catch (error) {
    if (isReason(error, "conflict"))
      return `the object has changed since the plan was made: ${error.message}`;
    throw error;
  }
}
