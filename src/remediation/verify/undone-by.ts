import type { Attempt } from "../../domain/attempt.ts";
import { mainActionOf } from "../../domain/main-action.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { parsePointer, valueAt } from "../../kubernetes/json-patch-apply.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { isStepAction } from "../actions/catalogue.ts";
import { fieldsOf, fieldText } from "../ledger/ledger-fields.ts";

/** As the API server records our own writes. */
const OWN_MANAGER = "kube-autofix";

/**
 * Who set every field that an attempt wrote back to what it was before: that is drift that was undone, and says nothing
 * of the cause. By the newest record in managedFields that owns the field; "somebody" where none tells. Undefined where
 * the fields hold our values, or any other. https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management
 */
export function undoneBy(object: KubernetesObject, attempt: Attempt): string | undefined {
  const action = mainActionOf(attempt.plan);
  if (action === undefined || isStepAction(action)) return undefined;
  const fields = fieldsOf(action);
  const isBack = ({ pointer }: { pointer: string }) =>
    fieldText(valueAt(object, pointer)) === fieldText(valueAt(attempt.preImage, pointer));
  if (fields.length === 0 || !fields.every(isBack)) return undefined;
  const owners = (object.metadata.managedFields ?? [])
    .filter(({ manager, fieldsV1 }) => {
      const isOurs = manager === undefined || manager === OWN_MANAGER;
      return !isOurs && fields.some(({ pointer }) => owns(fieldsV1, object, pointer));
    })
    .toSorted((a, b) => Date.parse(b.time ?? "") - Date.parse(a.time ?? ""));
  return owners[0]?.manager ?? "somebody";
}

/** Whether a fieldsV1 set names the field, an ancestor of it as a whole, or something below it. */
export function owns(fieldsV1: unknown, object: KubernetesObject, pointer: string): boolean {
  let set: unknown = fieldsV1;
  let value: unknown = object;
  for (const key of parsePointer(pointer)) {
    const known = recordOf(set);
    // A leaf owns all that is below it.
    if (value !== object && Object.keys(known).length === 0) return true;
    const isList = Array.isArray(value);
    const element: unknown = isList ? (value as unknown[])[Number(key)] : recordOf(value)[key];
    const next = isList ? elementOf(known, element, key) : known[`f:${key}`];
    if (next === undefined) return false;
    set = next;
    value = element;
  }
  return true;
}

/** Elements of lists are named by their keys, as `k:{"name":"web"}`, or by their place, as `i:0`. */
function elementOf(set: Record<string, unknown>, element: unknown, index: string): unknown {
  const { name } = recordOf(element);
  return set[`k:${JSON.stringify({ name })}`] ?? set[`i:${index}`];
}
