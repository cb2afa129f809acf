import type { Action } from "../../domain/action.ts";
import type { RepairType } from "../../domain/repair.ts";
import type { ActionDefinition } from "./action-definition.ts";
import { evictPod } from "./evict-pod.ts";
import { expandClaim } from "./expand-claim.ts";
import { recreateService } from "./recreate-service.ts";
import { relaxPlacement } from "./relax-placement.ts";
import { runJobAgain } from "./run-job-again.ts";
import { setField } from "./set-field.ts";
import { setImage } from "./set-image.ts";
import { setProbe } from "./set-probe.ts";
import { setReference } from "./set-reference.ts";
import { setResources } from "./set-resources.ts";
import { setAutoscalerBounds, setBudget, setScale } from "./set-scale.ts";
import { setServicePort, setServiceSelector } from "./set-service.ts";
import { restartRollout, resumeCronJob, uncordonNode } from "./single-switches.ts";

/** One line an action; what is not here is not done. */
const ACTIONS: { [T in RepairType]: ActionDefinition<T> } = {
  SetResources: setResources,
  SetImage: setImage,
  SetProbe: setProbe,
  SetServiceSelector: setServiceSelector,
  SetServicePort: setServicePort,
  SetReference: setReference,
  SetField: setField,
  SetScale: setScale,
  SetAutoscalerBounds: setAutoscalerBounds,
  SetBudget: setBudget,
  RelaxPlacement: relaxPlacement,
  ExpandClaim: expandClaim,
  ResumeCronJob: resumeCronJob,
  UncordonNode: uncordonNode,
  RestartRollout: restartRollout,
  EvictPod: evictPod,
  RunJobAgain: runJobAgain,
  RecreateService: recreateService,
};

export const REPAIR_TYPES = Object.keys(ACTIONS) as [RepairType, ...RepairType[]];

export type RepairAction = Extract<Action, { type: RepairType }>;

/** Whether a signature proposes such actions; sizes of memory and returns to a revision are planned by code of their own. */
export function isRepairAction(action: Action): action is RepairAction {
  return Object.hasOwn(ACTIONS, action.type);
}

/** The definition of a repair's own type; the union of them cannot be called without this cast. */
export function definitionOf<T extends RepairType>(repair: { type: T }): ActionDefinition<T> {
  return ACTIONS[repair.type] as ActionDefinition<T>;
}

/** Why the change stays where it did not hold; undefined where it is put back. */
export function oneWayReason(action: Action): string | undefined {
  return isRepairAction(action) ? definitionOf<RepairType>(action).oneWay : undefined;
}

export type StepAction = Extract<Action, { type: "EvictPod" | "RunJobAgain" | "RecreateService" }>;

/** Whether an action is carried out by a step of its own instead of a patch. */
export function isStepAction(action: Action): action is StepAction {
  return action.type === "EvictPod" || action.type === "RunJobAgain" || action.type === "RecreateService";
}
