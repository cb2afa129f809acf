import type { Action } from "../../domain/action.ts";
import type { Repair, RepairType } from "../../domain/repair.ts";
import type { ActionDefinition } from "./action-definition.ts";
import { expandClaim } from "./expand-claim.ts";
import { relaxPlacement } from "./relax-placement.ts";
import { setImage } from "./set-image.ts";
import { setProbe } from "./set-probe.ts";
import { setReference } from "./set-reference.ts";
import { setResources } from "./set-resources.ts";
import { setAutoscalerBounds, setBudget, setScale } from "./set-scale.ts";
import { setServicePort, setServiceSelector } from "./set-service.ts";
import { restartRollout, resumeCronJob, uncordonNode } from "./single-switches.ts";

/** Repairs that are a patch of one object. The others are carried out by steps of their own. */
export type PatchRepairType = Exclude<RepairType, "EvictPod" | "RunJobAgain" | "RecreateService">;
export type PatchRepair = Extract<Repair, { type: PatchRepairType }>;

/** One line an action; what is not here is not done. */
const ACTIONS: { [T in PatchRepairType]: ActionDefinition<T> } = {
  SetResources: setResources,
  SetImage: setImage,
  SetProbe: setProbe,
  SetServiceSelector: setServiceSelector,
  SetServicePort: setServicePort,
  SetReference: setReference,
  SetScale: setScale,
  SetAutoscalerBounds: setAutoscalerBounds,
  SetBudget: setBudget,
  RelaxPlacement: relaxPlacement,
  ExpandClaim: expandClaim,
  ResumeCronJob: resumeCronJob,
  UncordonNode: uncordonNode,
  RestartRollout: restartRollout,
};

export function isPatchRepair(repair: Repair): repair is PatchRepair {
  return Object.hasOwn(ACTIONS, repair.type);
}

export function isPatchAction(action: Action): action is Extract<Action, { type: PatchRepairType }> {
  return Object.hasOwn(ACTIONS, action.type);
}

/** The definition of a repair's own type; the union of them cannot be called without this cast. */
export function definitionOf<T extends PatchRepairType>(repair: { type: T }): ActionDefinition<T> {
  return ACTIONS[repair.type] as ActionDefinition<T>;
}
