import { MERGED_SETS, mergeKeyOf } from "./merge-keys.ts";

type Map_ = Record<string, unknown>;
const isMap = (value: unknown): value is Map_ =>
  value !== null && typeof value === "object" && !Array.isArray(value);
const DIRECTIVE = /^\$(patch$|retainKeys$|setElementOrder\/|deleteFromPrimitiveList\/)/;

/** Source: the Kubernetes API conventions, "Strategic Merge Patch". */
export function applyStrategicMergePatch(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return structuredClone(patch);
  if (patch.$patch === "replace") return withoutDirectives(patch);
  if (patch.$patch === "delete") return undefined;
  const result: Map_ = isMap(target) ? { ...target } : {};
  dropUnlisted(result, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$deleteFromPrimitiveList/")) removeValues(result, key, value);
    if (DIRECTIVE.test(key)) continue;
    if (value === null) delete result[key];
    else result[key] = merged(key, result[key], value);
    if (result[key] === undefined) delete result[key];
  }
  return result;
}

function merged(key: string, target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) return applyStrategicMergePatch(target, patch);
  const current = Array.isArray(target) ? target : [];
  if (MERGED_SETS.includes(key)) return [...new Set([...current, ...patch])];
  const mergeKey = mergeKeyOf(key, [...current, ...patch]);
  return mergeKey === undefined ? structuredClone(patch) : mergedList(current, patch, mergeKey);
}

function mergedList(current: unknown[], patch: unknown[], mergeKey: string): unknown[] {
  const items = patch.filter(isMap);
  let result = items.some((item) => item.$patch === "replace") ? [] : [...current];
  for (const item of items) {
    const isSame = (other: unknown) => isMap(other) && other[mergeKey] === item[mergeKey];
    if (item.$patch === "replace") continue;
    if (item.$patch === "delete") {
      result = result.filter((other) => !isSame(other));
      continue;
    }
    const index = result.findIndex(isSame);
    if (index < 0) result.push(applyStrategicMergePatch({}, item));
    else result[index] = applyStrategicMergePatch(result[index], item);
  }
  return result;
}

function dropUnlisted(result: Map_, patch: Map_): void {
  if (!Array.isArray(patch.$retainKeys)) return;
  for (const key of Object.keys(result)) if (!patch.$retainKeys.includes(key)) delete result[key];
}

function removeValues(result: Map_, key: string, values: unknown): void {
  const field = key.slice(key.indexOf("/") + 1);
  const current = result[field];
  if (Array.isArray(current) && Array.isArray(values))
    result[field] = current.filter((value) => !values.includes(value));
}

function withoutDirectives(map: Map_): Map_ {
  return Object.fromEntries(
    Object.entries(structuredClone(map)).filter(([key, value]) => !DIRECTIVE.test(key) && value !== null),
  );
}
