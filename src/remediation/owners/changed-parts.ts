import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";

/** Lists that a strategic merge patch merges by `name`, of the fields that are changed here. */
const BY_NAME: readonly string[] = ["containers", "initContainers", "env", "volumes", "imagePullSecrets"];
/** Those that it merges by another key: to stand there as they shall be, they must say that they replace. */
const BY_ANOTHER_KEY: readonly string[] = [
  "ports",
  "volumeMounts",
  "volumeDevices",
  "topologySpreadConstraints",
  "hostAliases",
];

/**
 * What differs between two states of a field, as a strategic merge patch says it; undefined where nothing does.
 * https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/
 */
export function changedParts(key: string, before: unknown, after: unknown): unknown {
  if (isRecord(before) && isRecord(after)) return changedKeys(before, after);
  if (BY_NAME.includes(key) && isNamed(before) && isNamed(after)) return changedElements(before, after);
  if (JSON.stringify(before) === JSON.stringify(after)) return undefined;
  if (BY_ANOTHER_KEY.includes(key) && Array.isArray(before) && Array.isArray(after))
    return [...after, { $patch: "replace" }];
  return after ?? null;
}

/** The parts of an object's spec that differ, with what names it; undefined where nothing does. */
export function changedSpec(
  before: KubernetesObject,
  after: KubernetesObject,
): Record<string, unknown> | undefined {
  const spec = changedParts("spec", before.spec, after.spec);
  if (spec === undefined) return undefined;
  const { name, namespace } = before.metadata;
  return { apiVersion: before.apiVersion, kind: before.kind, metadata: { name, namespace }, spec };
}

function changedKeys(before: Record<string, unknown>, after: Record<string, unknown>): unknown {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].flatMap((key) => {
    const part = changedParts(key, before[key], after[key]);
    return part === undefined ? [] : [[key, part] as const];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

type Named = Record<string, unknown> & { name: string };

function changedElements(before: readonly Named[], after: readonly Named[]): unknown {
  const left = before
    .filter(({ name }) => !after.some((one) => one.name === name))
    .map(({ name }) => ({ name, $patch: "delete" }));
  const other = after.flatMap((one) => {
    const old = before.find(({ name }) => name === one.name);
    if (old === undefined) return [one];
    const part = changedParts("", old, one);
    return part === undefined ? [] : [{ name: one.name, ...(part as object) }];
  });
  const all = [...other, ...left];
  return all.length === 0 ? undefined : all;
}

function isNamed(list: unknown): list is readonly Named[] {
  return Array.isArray(list) && list.every((one) => isRecord(one) && typeof one.name === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
