import { digestOf } from "../../core/json.ts";
import type { Action } from "../../domain/action.ts";
import type { JsonPatch, PatchOperation } from "../../domain/json-patch.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { valueAt } from "../../kubernetes/json-patch-apply.ts";
import { isTrailPointer } from "../actions/trail.ts";

export type ReturnPatch =
  | { kind: "patch"; patch: JsonPatch }
  /** Each field holds what it held before the change. */
  | { kind: "already" }
  /** Somebody else wrote over our values: nothing of theirs is touched. */
  | { kind: "foreign"; reason: string };

/** What puts the change back on the object as it is now: only fields that still hold our value, and only if all of the change's own do. */
export function returnPatch(object: KubernetesObject, action: Action): ReturnPatch {
  const own = action.inverse.filter((one) => !isTrailPointer(one.path));
  const written = own.filter((one) => one.op !== "test");
  if (written.every((one) => isEqual(valueAt(object, one.path), one.op === "remove" ? null : one.value)))
    return { kind: "already" };
  const changed = own.find((one) => one.op === "test" && !isEqual(valueAt(object, one.path), one.value));
  if (changed !== undefined)
    return { kind: "foreign", reason: `${changed.path} holds a value of somebody else` };
  return { kind: "patch", patch: [...own, ...trailThatHolds(object, action.inverse)] };
}

/** The annotations' operations, each with its test; one that somebody else wrote since stays as it is. */
function trailThatHolds(object: KubernetesObject, inverse: JsonPatch): JsonPatch {
  const trail = inverse.filter((one) => isTrailPointer(one.path));
  const foreign = new Set(
    trail
      .filter((one) => one.op === "test" && !isEqual(valueAt(object, one.path), one.value))
      .map((one: PatchOperation) => one.path),
  );
  return trail.filter((one) => !foreign.has(one.path));
}

function isEqual(a: unknown, b: unknown): boolean {
  return digestOf(a ?? null) === digestOf(b ?? null);
}
