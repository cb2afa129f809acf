import type { Action } from "../../domain/action.ts";
import { mainActionOf } from "../../domain/main-action.ts";
import type { Plan } from "../../domain/plan.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { planMisfit } from "../planning/plan-misfit.ts";
import { holdsValues } from "../steps/write-patch.ts";
import { isSteady } from "./steady.ts";

export interface ObservedJudgement {
  /** What became of the fault that was only observed. */
  judgement: "same-change" | "other-change" | "went-away" | "goes-on" | "object-gone";
  isWell: boolean;
  text: string;
}

/** Whether a plan that was not carried out was needed, as the cluster tells later. Teaches nothing by itself. Pure. */
export function judgeObserved(seen: {
  plan: Plan;
  object: KubernetesObject | undefined;
  state: WorkloadState | undefined;
  /** No symptom for one soak. */
  isQuiet: boolean;
}): ObservedJudgement {
  const { plan, object, state, isQuiet } = seen;
  const action = mainActionOf(plan);
  const isWell = isQuiet && state !== undefined && isSteady(state);
  const now = isWell ? "it is well since" : "it is still ill";
  if (object === undefined)
    return { judgement: "object-gone", isWell: false, text: "observed: the object is not there any more" };
  if (action !== undefined && isMadeBySomebody(object, action))
    return { judgement: "same-change", isWell, text: `observed: somebody made the same change, and ${now}` };
  if (planMisfit(plan, object) !== undefined)
    return { judgement: "other-change", isWell, text: `observed: somebody changed it otherwise, and ${now}` };
  return isWell
    ? { judgement: "went-away", isWell, text: "observed: it went away by itself; the change was not needed" }
    : {
        judgement: "goes-on",
        isWell,
        text: "observed: it goes on; the change that was planned is still needed",
      };
}

function isMadeBySomebody(object: KubernetesObject, action: Action): boolean {
  if (action.type === "RecreateService") return object.metadata.uid !== undefined;
  return !isStepAction(action) && action.patch.length > 0 && holdsValues(object, action.patch);
}
