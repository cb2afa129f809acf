import type { Action } from "./action.ts";
import type { Plan } from "./plan.ts";

type Actions = Pick<Plan, "actions">;
export type ConfigAction = Extract<Action, { type: "SetField" }>;

/** What a plan is proven by and put back from: its first action, but that a ConfigMap's value comes before it. */
export function mainActionOf({ actions }: Actions): Action | undefined {
  return actions.find((action) => !isConfigAction(action));
}

/** The value of a ConfigMap that is set before the pods are made anew. */
export function configActionOf({ actions }: Actions): ConfigAction | undefined {
  return actions.find(isConfigAction);
}

/** It wrote fields of one object, which can be put back by the same road. */
export function isUndoable(plan: Actions): boolean {
  return configActionOf(plan) === undefined && (mainActionOf(plan)?.patch.length ?? 0) > 0;
}

function isConfigAction(action: Action): action is ConfigAction {
  return action.type === "SetField" && action.parameters.configMap !== undefined;
}
