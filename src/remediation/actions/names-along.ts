import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { parsePointer, pointerSegment, valueAt } from "../../kubernetes/json-patch-apply.ts";
import type { FieldValue } from "./action-definition.ts";
import type { FieldEdit } from "./field-edit.ts";

/** What tells an element of a list from its neighbours: a container's name, an Ingress rule's host and path, a spread's key. */
const TELLING = ["name", "host", "path", "topologyKey", "containerPort"];

/**
 * Lists are addressed by index, and an index moves: what names each element on the way to an edit is tested, so that
 * nothing is ever done to another one in its place.
 */
export function namesAlong(object: KubernetesObject, edits: readonly FieldEdit[]): FieldValue[] {
  const edited = new Set(edits.map(({ pointer }) => pointer));
  const found = edits.flatMap(({ pointer }) =>
    elementsOn(pointer).flatMap((element) =>
      TELLING.flatMap((field): FieldValue[] => {
        const value = valueAt(object, `${element}/${field}`);
        return typeof value === "string" || typeof value === "number"
          ? [{ pointer: `${element}/${field}`, value }]
          : [];
      }),
    ),
  );
  const fresh = found.filter((one) => !edited.has(one.pointer));
  return fresh.filter((one, index) => fresh.findIndex(({ pointer }) => pointer === one.pointer) === index);
}

/** The pointers of the list elements above a field: those that end in an index. */
function elementsOn(pointer: string): string[] {
  const keys = parsePointer(pointer).map(pointerSegment);
  return keys.flatMap((key, index) =>
    /^\d+$/.test(key) && index < keys.length - 1 ? [`/${keys.slice(0, index + 1).join("/")}`] : [],
  );
}
