import { isReason, messageOf } from "../../core/errors.ts";
import { canonicalJson } from "../../core/json.ts";
import type { Action } from "../../domain/action.ts";
import { describeRef, objectKey } from "../../domain/object-ref.ts";
import type { Repair, RepairType } from "../../domain/repair.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import type { FieldValue } from "./action-definition.ts";
import { definitionOf } from "./catalogue.ts";
import { compileEdits } from "./field-edit.ts";
import { proofSpec, type SoakSettings } from "./proof.ts";
import { compileTrail, type Trail } from "./trail.ts";

export interface RepairInput {
  object: KubernetesObject;
  repair: Repair;
  trail: Omit<Trail, "changeCause">;
  longestRunSeconds: number;
  settings: SoakSettings;
}

/** Why no change can be made. `isOutdated`: the object is not as it was found, so that another look may find something else. */
export interface Impossible {
  impossible: string;
  isOutdated?: true;
}

/** Compiles what a signature proposed to a patch of the object as it is now, or says why it cannot be. Pure. */
export function repairAction(input: RepairInput): { action: Action } | Impossible {
  const { object, repair } = input;
  const name = describeRef(refOf(object));
  const definition = definitionOf<RepairType>(repair);
  if (!definition.targetKinds.includes(object.kind))
    return { impossible: `${name}: ${repair.type} cannot be done to a ${object.kind}` };
  if (objectKey(repair.target) !== objectKey(refOf(object)))
    return { impossible: `${name}: the repair that was found is one of ${describeRef(repair.target)}` };
  const compiled = definition.compile(object, repair.parameters as never, input.trail);
  if ("refusal" in compiled) return { impossible: `${name}: ${compiled.refusal}` };
  const shared = {
    type: repair.type,
    target: refOf(object),
    proof: proofSpec(definition.proof(object.kind), input.longestRunSeconds, input.settings),
    sentence: compiled.sentence,
  };
  if ("step" in compiled)
    return { action: { ...shared, parameters: compiled.step, patch: [], inverse: [] } as Action };
  const { edits, relies = [], grounds = [], sentence } = compiled;
  if (edits.every(({ from, to }) => canonicalJson(from ?? null) === canonicalJson(to ?? null)))
    return { impossible: `${name}: nothing would change, for ${sentence} is so already`, isOutdated: true };
  try {
    const own = compileEdits(object, edits);
    const trail = compileTrail(object, { ...input.trail, changeCause: `kube-autofix: ${sentence}` });
    const uid = { op: "test", path: "/metadata/uid", value: object.metadata.uid ?? "" } as const;
    const identity = [uid, ...relies.map(testOf)];
    return {
      action: {
        ...shared,
        parameters: repair.parameters,
        patch: [...identity, ...grounds.map(testOf), ...own.patch, ...trail.patch],
        inverse: [...identity, ...own.inverse, ...trail.inverse],
      } as Action,
    };
  } catch (error) {
    if (isReason(error, "conflict")) return { impossible: `${name}: ${messageOf(error)}`, isOutdated: true };
    throw error;
  }
}

const testOf = ({ pointer, value }: FieldValue) => ({ op: "test", path: pointer, value }) as const;
