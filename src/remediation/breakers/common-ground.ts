import { isReason } from "../../core/errors.ts";
import { describeRef, type ObjectRef } from "../../domain/object-ref.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { podStateOf } from "../../kubernetes/pod-state.ts";

/** What most of those that are ill have in common, and are well without. */
export interface CommonGround {
  /** The object that they share, most narrowly; the whole cluster where there is none. */
  object: ObjectRef;
  /** Sentences for people, the most telling first. */
  signs: string[];
}

const MOST_PODS = 2_000;
/** So many of the ill share it. */
const MOST_OF = 0.8;

/** One list of pods, whatever the number of workloads: a storm must not be answered with a storm of reads. */
export async function readCommonGround(
  reader: Pick<ClusterReader, "list">,
  of: { cluster: string; subjects: readonly ObjectRef[] },
  signal: AbortSignal,
): Promise<CommonGround> {
  try {
    const { items } = await reader.list({ apiVersion: "v1", kind: "Pod" }, { limit: MOST_PODS }, signal);
    return commonGround({ ...of, pods: items });
  } catch (error) {
    if (isReason(error, "invalid")) throw error;
    return commonGround({ ...of, pods: [] });
  }
}

/** Pure. */
export function commonGround(of: {
  cluster: string;
  subjects: readonly ObjectRef[];
  pods: readonly KubernetesObject[];
}): CommonGround {
  const namespaces = new Set(of.subjects.map(({ namespace }) => namespace));
  const ill = of.pods.filter((pod) => namespaces.has(pod.metadata.namespace ?? "") && isIll(pod));
  const node = mostly(ill, ({ spec }) => textOf(recordOf(spec).nodeName));
  const wells = of.pods.filter((pod) => !isIll(pod));
  const isNode = node !== undefined && wells.some(({ spec }) => recordOf(spec).nodeName !== node.value);
  const namespace = mostly(of.subjects, (subject) => subject.namespace);
  const kinds = mostly(of.subjects, ({ kind }) => kind);
  const why = mostly(ill, waitingReason);
  const registry = mostly(ill, registryOf);
  const signs = [
    node && `${node.share} of the pods that are ill are on node ${node.value}`,
    why && `${why.share} of the pods that are ill wait for ${why.value}`,
    registry && `${registry.share} of the pods that are ill take their image from ${registry.value}`,
    namespace && `${namespace.share} of the workloads are in namespace ${namespace.value}`,
    kinds && `${kinds.share} of the workloads are of kind ${kinds.value}`,
  ].filter((sign) => typeof sign === "string");
  const cluster = { apiVersion: "kube-autofix.io/v1", kind: "Cluster", namespace: "", name: of.cluster };
  const core = (kind: string, name: string) => ({ apiVersion: "v1", kind, namespace: "", name, uid: "" });
  if (isNode && node !== undefined) return { object: core("Node", node.value), signs };
  if (namespace !== undefined && namespace.count === of.subjects.length && namespace.value !== "")
    return { object: core("Namespace", namespace.value), signs };
  return { object: { ...cluster, uid: of.cluster }, signs };
}

/** "Namespace shop", or "the cluster": nobody knows that by its UID. */
export const groundName = (object: ObjectRef): string =>
  object.kind === "Cluster" ? "the cluster" : describeRef(object);

function isIll(pod: KubernetesObject): boolean {
  const { isReady, phase } = podStateOf(pod);
  return !isReady && phase !== "Succeeded";
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

function waitingReason(pod: KubernetesObject): string {
  return podStateOf(pod).containers.find(({ waitingReason }) => waitingReason !== "")?.waitingReason ?? "";
}

/** The part of an image's name before its first slash, where that is a host. */
function registryOf({ spec }: KubernetesObject): string {
  const { containers } = recordOf(spec);
  const image = textOf(recordOf(Array.isArray(containers) ? containers[0] : undefined).image);
  const [host = "", ...path] = image.split("/");
  return path.length > 0 && /[.:]/.test(host) ? host : "";
}

/** The value that most of them have. */
function mostly<T>(
  all: readonly T[],
  read: (one: T) => string,
): { value: string; count: number; share: string } | undefined {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(read(one), (counts.get(read(one)) ?? 0) + 1);
  const [top] = [...counts].toSorted(([, a], [, b]) => b - a);
  if (top === undefined || top[0] === "" || top[1] < all.length * MOST_OF) return undefined;
  return { value: top[0], count: top[1], share: `${top[1]} of ${all.length}` };
}
