/**
 * Lists that the API merges by a key, by the name of their field; every other list is replaced whole. Source: the
 * `patchMergeKey` and `listMapKey` tags of the Kubernetes API types.
 */
const MERGE_KEYS: Record<string, string> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  containerStatuses: "name",
  initContainerStatuses: "name",
  env: "name",
  volumes: "name",
  imagePullSecrets: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  conditions: "type",
  ownerReferences: "uid",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  addresses: "type",
};

/** The key of a list's items, or undefined where the list is replaced whole. */
export function mergeKeyOf(field: string, items: readonly unknown[]): string | undefined {
  if (field === "ports")
    return items.some((item) => hasKey(item, "containerPort")) ? "containerPort" : "port";
  return MERGE_KEYS[field];
}

const hasKey = (item: unknown, key: string): boolean =>
  item !== null && typeof item === "object" && Object.hasOwn(item, key);

/** Lists of plain values that merge as sets. */
export const MERGED_SETS: readonly string[] = ["finalizers"];

/** Maps that are owned and replaced as one value. */
export const ATOMIC_MAPS: readonly string[] = [
  "selector",
  "nodeSelector",
  "resourceFieldRef",
  "fieldRef",
  "configMapKeyRef",
  "secretKeyRef",
  "involvedObject",
];
