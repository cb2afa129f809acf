import { digestOf } from "../../core/json.ts";
import type { Action } from "../../domain/action.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { templatePointer } from "../actions/pod-template.ts";

export interface LedgerField {
  /** Where the field is in the object as the plan saw it. */
  pointer: string;
  /** Names the field for ever: by the container's name, since an index moves. */
  key: string;
}

/** The fields that an action changes, the one that bounds count from first. */
export function fieldsOf(action: Action): LedgerField[] {
  if (isStepAction(action)) return [stepField(action)];
  return action.patch.flatMap(({ op, path }) => {
    if (op === "test" || path.startsWith("/metadata/")) return [];
    if (action.type !== "SetMemoryLimit" && action.type !== "ResizePod")
      return [{ pointer: path, key: path }];
    return [
      {
        pointer: path,
        key: path.replace(/\/\d+\/resources\//, `/${action.parameters.container}/resources/`),
      },
    ];
  });
}

/** A field's value as the ledger keeps it: a whole template by its digest. */
export function fieldText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : digestOf(value ?? null);
}

/** A step changes no field: it counts against what the object is made of, and anew once that is another. */
function stepField(action: Action): LedgerField {
  const pointer = templatePointer(action.target.kind) ?? "/spec";
  return { pointer: pointer === "" ? "/spec" : pointer, key: `step/${action.type}` };
}
