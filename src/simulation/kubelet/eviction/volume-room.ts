import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Container, Pod } from "../../store/objects.ts";
import type { Volume } from "../../store/pod-parts.ts";
import { formatBytes, parseQuantity } from "../../store/quantity.ts";

/** What happens to a pod that keeps too much on a volume. */
export type Overflow = { evicted: string } | { noSpace: true };

/** `undefined`: there is room. Sources: eviction_manager's localStorageEviction, in its order. */
export function overflowOf(
  store: ObjectStore,
  pod: Pod,
  volumeName: string | undefined,
  bytes: number,
): Overflow | undefined {
  const volume = pod.spec.volumes?.find(({ name }) => name === volumeName);
  if (volume?.persistentVolumeClaim)
    return bytes > claimBytes(store, pod, volume) ? { noSpace: true } : undefined;
  const { sizeLimit, medium } = volume?.emptyDir ?? {};
  const isOverLimit = sizeLimit !== undefined && bytes > (parseQuantity(sizeLimit) ?? 0);
  if (medium === "Memory") return isOverLimit ? { noSpace: true } : undefined;
  if (isOverLimit)
    return { evicted: `Usage of EmptyDir volume "${volume?.name}" exceeds the limit "${sizeLimit}". ` };
  const limit = podLimitBytes(pod.spec.containers);
  if (limit === undefined || bytes <= limit) return undefined;
  const text = formatBytes(limit);
  return { evicted: `Pod ephemeral local storage usage exceeds the total limit of containers ${text}. ` };
}

function podLimitBytes(containers: readonly Container[]): number | undefined {
  const limits = containers.flatMap(
    ({ resources }) => parseQuantity(resources?.limits?.["ephemeral-storage"]) ?? [],
  );
  return limits.length > 0 ? limits.reduce((sum, value) => sum + value, 0) : undefined;
}

interface Claim extends KubernetesObject {
  spec?: { resources?: { requests?: { storage?: string } } };
  status?: { capacity?: { storage?: string } };
}

export const claimOf = (store: ObjectStore, pod: Pod, volume: Volume): Claim | undefined =>
  store.get(
    "persistentvolumeclaims",
    pod.metadata.namespace ?? "",
    volume.persistentVolumeClaim?.claimName ?? "",
  ) as Claim | undefined;

function claimBytes(store: ObjectStore, pod: Pod, volume: Volume): number {
  const { spec, status } = claimOf(store, pod, volume) ?? {};
  const storage = status?.capacity?.storage ?? spec?.resources?.requests?.storage;
  return parseQuantity(storage) ?? Number.POSITIVE_INFINITY;
}
