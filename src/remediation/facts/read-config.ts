import { isReason } from "../../core/errors.ts";
import type { Finding } from "../../domain/finding.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { controllerOf } from "../../kubernetes/kubernetes-object.ts";
import { configMapsOf } from "../actions/settable-config.ts";

/** A ConfigMap that a workload uses, and all else that reads it. */
export interface UsedConfig {
  object: KubernetesObject;
  /** "Deployment api": they read a new value at their pods' next start. */
  alsoReadBy: string[];
}

/** All whose pods may read a ConfigMap; a kind that is made by one of the others is counted there. */
const READERS = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "apps/v1", kind: "ReplicaSet" },
  { apiVersion: "batch/v1", kind: "CronJob" },
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
] as const;
const KNOWN: ReadonlySet<string> = new Set(READERS.map(({ kind }) => kind));

/**
 * The ConfigMaps that a workload's pods use, or that one alone. None where it cannot be seen who else reads them: a change
 * whose reach is not known is not proposed.
 */
export async function readConfig(
  reader: Pick<ClusterReader, "get" | "list">,
  asked: { workload: KubernetesObject; name?: string },
  signal: AbortSignal,
): Promise<UsedConfig[]> {
  const { workload, name: wanted } = asked;
  const namespace = workload.metadata.namespace ?? "";
  const names = configMapsOf(workload).filter((name) => wanted === undefined || name === wanted);
  if (names.length === 0) return [];
  try {
    const [objects, lists] = await Promise.all([
      Promise.all(
        names.map((name) => reader.get({ apiVersion: "v1", kind: "ConfigMap", namespace, name }, signal)),
      ),
      Promise.all(READERS.map((type) => reader.list(type, { namespace }, signal))),
    ]);
    if (lists.some(({ isTruncated }) => isTruncated)) return [];
    const others = lists.flatMap(({ items }) => items).filter((one) => isOther(one, workload));
    return objects.flatMap((object) => (object === undefined ? [] : [usedBy(object, others)]));
  } catch (error) {
    if (isReason(error, "forbidden")) return [];
    throw error;
  }
}

/** The ConfigMap that a finding's repair is about; undefined where it is about none, or that is not seen whole. */
export async function configOf(
  reader: Pick<ClusterReader, "get" | "list">,
  { finding, workload }: { finding: Finding; workload: KubernetesObject },
  signal: AbortSignal,
): Promise<UsedConfig | undefined> {
  const { repair } = finding;
  const name = repair?.type === "SetField" ? repair.parameters.configMap?.name : undefined;
  return name === undefined ? undefined : (await readConfig(reader, { workload, name }, signal))[0];
}

function usedBy(object: KubernetesObject, others: readonly KubernetesObject[]): UsedConfig {
  const readers = others.filter((one) => configMapsOf(one).includes(object.metadata.name));
  const names = readers.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return { object, alsoReadBy: [...new Set(names)].toSorted() };
}

function isOther(object: KubernetesObject, workload: KubernetesObject): boolean {
  if (object.metadata.uid === workload.metadata.uid) return false;
  return !KNOWN.has(controllerOf(object)?.kind ?? "");
}
