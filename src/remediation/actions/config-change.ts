import { isReason, messageOf } from "../../core/errors.ts";
import type { Action } from "../../domain/action.ts";
import { describeRef } from "../../domain/object-ref.ts";
import type { Repair } from "../../domain/repair.ts";
import { pointerSegment, valueAt } from "../../kubernetes/json-patch-apply.ts";
import { refOf } from "../../kubernetes/kubernetes-object.ts";
import type { UsedConfig } from "../facts/read-config.ts";
import { compileEdits, type Json } from "./field-edit.ts";
import { type Impossible, type RepairInput, repairAction } from "./repair-action.ts";
import { settableConfig, whyNotSettable } from "./settable-config.ts";
import { compileTrail } from "./trail.ts";

type SetField = Extract<Repair, { type: "SetField" }>;

export interface ConfigChangeInput extends Omit<RepairInput, "repair"> {
  repair: SetField;
  /** As it is now; undefined where it is gone, or where it cannot be seen who else reads it. */
  config: UsedConfig | undefined;
}

/**
 * A value of a ConfigMap, and then the workload's pods anew: a variable is read once, a file of a subPath is never
 * written again, and only new pods prove anything. Pure.
 * https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically
 */
export function configChange(
  input: ConfigChangeInput,
): { first: Action; main: Action; notes: string[] } | Impossible {
  const { object, repair, config } = input;
  const name = describeRef(refOf(object));
  const { configMap, to } = repair.parameters;
  if (configMap === undefined) return { impossible: `${name}: it names no ConfigMap` };
  if (config === undefined)
    return {
      impossible: `${name}: ConfigMap ${configMap.name} is not there, or it cannot be seen who else reads it`,
    };
  if (config.object.metadata.uid !== configMap.uid)
    return { impossible: `${name}: ConfigMap ${configMap.name} is another one by now` };
  const whyNot = whyNotSettable(object, config.object);
  if (whyNot !== undefined) return { impossible: `${name}: ${whyNot}` };
  const settable = settableConfig(object, config.object).find(({ key }) => key === configMap.key);
  if (settable === undefined)
    return { impossible: `${name}: ${repair.parameters.field} is no value that may be set in this way` };
  const refusal = settable.refusal(to);
  if (refusal !== undefined)
    return { impossible: `${name}: ${settable.field} cannot be set to that: ${refusal}` };
  if (settable.value === to)
    return {
      impossible: `${name}: nothing would change, for ${settable.field} is so already`,
      isOutdated: true,
    };
  const restart = repairAction({
    ...input,
    repair: {
      type: "RestartRollout",
      target: repair.target,
      isExclusive: false,
      parameters: { basis: `its pods read ${settable.field} when they start` },
    },
  });
  if ("impossible" in restart) return restart;
  try {
    return {
      first: setValue(input, { ...settable, config }, restart.action.proof),
      main: readingIt(input, restart.action, settable.names),
      notes: notesOf(config),
    };
  } catch (error) {
    if (isReason(error, "conflict")) return { impossible: `${name}: ${messageOf(error)}`, isOutdated: true };
    throw error;
  }
}

function setValue(
  { repair, trail }: ConfigChangeInput,
  { field, key, config }: { field: string; key: string; config: UsedConfig },
  proof: Action["proof"],
): Action {
  const { from, to, basis } = repair.parameters;
  const { object, alsoReadBy } = config;
  const target = refOf(object);
  const sentence = `${field}: ${from} -> ${to}`;
  const own = compileEdits(object, [{ pointer: `/data/${pointerSegment(key)}`, from, to }]);
  const marks = compileTrail(object, { ...trail, changeCause: `kube-autofix: ${sentence}` });
  const identity = { op: "test", path: "/metadata/uid", value: target.uid } as const;
  return {
    type: "SetField",
    target,
    parameters: {
      field,
      from,
      to,
      basis,
      configMap: { name: target.name, uid: target.uid, key, alsoReadBy },
    },
    patch: [identity, ...own.patch, ...marks.patch],
    inverse: [identity, ...own.inverse, ...marks.inverse],
    proof: { ...proof, sentence: `proven together with the restart after it: ${proof.sentence}` },
    sentence,
  };
}

/** The restart is for this ConfigMap: where the template names another one by then, it is for nothing. */
function readingIt({ object }: ConfigChangeInput, action: Action, names: readonly string[]): Action {
  const reads = names.map(
    (path) => ({ op: "test", path, value: (valueAt(object, path) ?? null) as Json }) as const,
  );
  const [identity, ...rest] = action.patch;
  return { ...action, patch: [...(identity === undefined ? [] : [identity]), ...reads, ...rest] };
}

function notesOf({ object, alsoReadBy }: UsedConfig): string[] {
  if (alsoReadBy.length === 0) return [];
  const names = alsoReadBy.slice(0, 10).join(", ");
  const more = alsoReadBy.length > 10 ? ` and ${alsoReadBy.length - 10} more` : "";
  return [
    `ConfigMap ${object.metadata.name} is also read by ${names}${more}: their pods get the new value when they next start, and this proof does not look at them`,
  ];
}
