import type { JsonPatch } from "../../domain/json-patch.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch, parsePointer, pointerSegment, valueAt } from "../../kubernetes/json-patch-apply.ts";

/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One field, before and after; undefined stands for "is not there". */
export interface FieldEdit {
  pointer: string;
  from: Json | undefined;
  to: Json | undefined;
}

/**
 * The operations that make the edits on the object as it is, each behind a `test`, and those that undo exactly them.
 * Throws OperationError `conflict` where a field holds something else than `from`.
 */
export function compileEdits(
  object: KubernetesObject,
  edits: readonly FieldEdit[],
): { patch: JsonPatch; inverse: JsonPatch } {
  const patch: JsonPatch = [];
  const inverse: JsonPatch = [];
  let now = object;
  for (const { pointer, from, to } of asOneBranch(edits.map((one) => withMissingParents(object, one)))) {
    const made = operations(pointer, from, to);
    patch.push(...made);
    inverse.unshift(...operations(pointer, to, from));
    // The next edit may be below a branch that this one makes.
    now = applyJsonPatch(now, made);
  }
  return { patch, inverse };
}

/**
 * Edits below the same missing parent make one branch: each operation's value must be found on the object as it is after
 * all of them, or the change would pass for somebody else's.
 */
function asOneBranch(edits: readonly FieldEdit[]): FieldEdit[] {
  const made: FieldEdit[] = [];
  for (const edit of edits) {
    const at = made.findIndex(({ pointer, from }) => pointer === edit.pointer && from === undefined);
    const earlier = made[at];
    if (earlier === undefined || edit.from !== undefined) made.push(edit);
    else made[at] = { ...edit, to: merged(earlier.to, edit.to) };
  }
  return made;
}

function merged(a: Json | undefined, b: Json | undefined): Json | undefined {
  if (!isBranch(a) || !isBranch(b)) return b;
  const both = Object.entries(b).map(([key, value]) => [key, merged(a[key], value)] as const);
  return { ...a, ...Object.fromEntries(both.filter((one): one is [string, Json] => one[1] !== undefined)) };
}

const isBranch = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function operations(path: string, from: Json | undefined, to: Json | undefined): JsonPatch {
  // A `test` for null passes where nothing is: https://www.rfc-editor.org/rfc/rfc6902#section-4.6, as the API server reads it.
  const test = { op: "test", path, value: from ?? null } as const;
  if (to === undefined) return [test, { op: "remove", path }];
  return [test, from === undefined ? { op: "add", path, value: to } : { op: "replace", path, value: to }];
}

/** `add` needs its parent: where that is missing too, the nearest one that is there gets the whole branch. */
function withMissingParents(object: KubernetesObject, edit: FieldEdit): FieldEdit {
  const keys = parsePointer(edit.pointer);
  const key = keys.at(-1);
  const parent = keys
    .slice(0, -1)
    .map((one) => `/${pointerSegment(one)}`)
    .join("");
  if (edit.from !== undefined || edit.to === undefined || key === undefined) return edit;
  if (parent === "" || valueAt(object, parent) !== undefined) return edit;
  return withMissingParents(object, { pointer: parent, from: undefined, to: { [key]: edit.to } });
}
