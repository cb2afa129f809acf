import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { sameJson } from "../store/same-json.ts";
import { ATOMIC_MAPS, mergeKeyOf } from "./merge-keys.ts";

/** A FieldsV1 tree: "f:spec" -> subtree, "k:{...}" -> item of a keyed list, "." -> the map or item itself. */
export interface FieldTree {
  [step: string]: FieldTree;
}
export interface ManagedFieldsEntry {
  manager: string;
  operation: "Update" | "Apply";
  apiVersion: string;
  time: string;
  fieldsType: "FieldsV1";
  fieldsV1: FieldTree;
  subresource?: string;
}

const UNOWNED = new Set(["apiVersion", "kind"]);
const UNOWNED_METADATA = new Set([
  ..."name namespace uid resourceVersion generation creationTimestamp managedFields".split(" "),
  ..."deletionTimestamp deletionGracePeriodSeconds selfLink".split(" "),
]);

/** Structures that are always there belong to nobody; only what is in them does. */
const NOT_OWNED_THEMSELVES = new Set([
  ...["", "spec", "status", "metadata", "template", "strategy", "updateStrategy", "jobTemplate"],
  "containers",
]);

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Stands for the field name of a list's item. */
const ITEM = "[]";

/** Children of a value by step, or undefined where it is owned as one. */
function childrenOf(field: string, value: unknown): [string, string, unknown][] | undefined {
  if (isMap(value)) {
    if (ATOMIC_MAPS.includes(field)) return undefined;
    return Object.entries(value).map(([key, item]) => [`f:${key}`, key, item]);
  }
  if (!Array.isArray(value)) return undefined;
  const mergeKey = mergeKeyOf(field, value);
  if (mergeKey === undefined) return undefined;
  return value.map((item) => [
    `k:${JSON.stringify({ [mergeKey]: isMap(item) ? item[mergeKey] : item })}`,
    ITEM,
    item,
  ]);
}

/** Fields of `after` that are new or different in comparison with `before`; undefined where there are none. */
function changed(field: string, before: unknown, after: unknown): FieldTree | undefined {
  if (before !== undefined && sameJson(before, after)) return undefined;
  const children = childrenOf(field, after);
  if (children === undefined || children.length === 0) return {};
  const earlier = new Map(childrenOf(field, before)?.map(([step, , value]) => [step, value]));
  const isNewMap = before === undefined && !NOT_OWNED_THEMSELVES.has(field);
  const tree: FieldTree = isNewMap ? { ".": {} } : {};
  for (const [step, name, value] of children) {
    const subtree = changed(name, earlier.get(step), value);
    if (subtree) tree[step] = subtree;
  }
  return Object.keys(tree).length > 0 ? tree : undefined;
}

function ownable(object: KubernetesObject | undefined): Record<string, unknown> {
  if (!object) return {};
  const { metadata, ...rest } = object;
  const fields = Object.entries(rest).filter(([key]) => !UNOWNED.has(key));
  const owned = Object.entries(metadata).filter(([key]) => !UNOWNED_METADATA.has(key));
  return { ...Object.fromEntries(fields), ...(owned.length > 0 && { metadata: Object.fromEntries(owned) }) };
}

export function changedFields(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): FieldTree | undefined {
  return changed("", ownable(before), ownable(after));
}

/** The tree without the leaves that `taken` holds. */
function without(tree: FieldTree, taken: FieldTree): FieldTree | undefined {
  const result: FieldTree = {};
  for (const [step, subtree] of Object.entries(tree)) {
    const other = taken[step];
    if (other === undefined) result[step] = subtree;
    else if (Object.keys(subtree).length > 0) {
      const left = without(subtree, other);
      if (left) result[step] = left;
    }
  }
  const steps = Object.keys(result);
  if (steps.length === 0) return undefined;
  return steps.length === 1 && steps[0] === "." ? {} : result;
}

function merge(a: FieldTree, b: FieldTree): FieldTree {
  const result = { ...a };
  for (const [step, subtree] of Object.entries(b)) result[step] = merge(result[step] ?? {}, subtree);
  return result;
}

export interface Writer {
  manager: string;
  operation: "Update" | "Apply";
  apiVersion: string;
  time: string;
  subresource?: string;
}

/** The entries after a write: the writer owns what it changed, and the others no longer do. */
export function nextManagedFields(
  entries: readonly ManagedFieldsEntry[],
  fields: FieldTree | undefined,
  writer: Writer,
): ManagedFieldsEntry[] {
  if (fields === undefined) return [...entries];
  const isWriter = (entry: ManagedFieldsEntry) =>
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    entry.subresource === writer.subresource;
  const own = entries.find(isWriter);
  const others = entries
    .filter((entry) => !isWriter(entry))
    .flatMap((entry) => {
      const left = without(entry.fieldsV1, fields);
      return left ? [{ ...entry, fieldsV1: left }] : [];
    });
  const owned = writer.operation === "Apply" || !own ? fields : merge(own.fieldsV1, fields);
  return [...others, { ...writer, fieldsType: "FieldsV1", fieldsV1: owned }];
}

/** Leaf paths that both trees hold, such as ".data.a". */
export function sharedLeaves(a: FieldTree, b: FieldTree, path = ""): string[] {
  return Object.entries(a).flatMap(([step, subtree]) => {
    const other = b[step];
    if (other === undefined || step === ".") return [];
    const here = step.startsWith("f:") ? `${path}.${step.slice(2)}` : `${path}[${keyText(step)}]`;
    return Object.keys(subtree).length === 0 ? [here] : sharedLeaves(subtree, other, here);
  });
}

const keyText = (step: string): string =>
  Object.entries(JSON.parse(step.slice(2)) as Record<string, unknown>)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(",");
