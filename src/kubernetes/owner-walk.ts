import type { ObjectRef } from "../domain/object-ref.ts";
import { groupOf } from "../domain/object-ref.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { controllerOf, refOf } from "./kubernetes-object.ts";

export interface FoundWorkload {
  workload: ObjectRef;
  /** False for a controller that we cannot repair, such as an Argo Rollout: it is named and left to a person. */
  isKnown: boolean;
  /** The controller that should be next on the way and is not there: what it made is removed with it. */
  goneOwner?: ObjectRef;
}

/** Where the walk ends: what owns one of these (an operator, say) concerns the change, not the search. */
const TOP_KINDS = new Set(["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "batch/CronJob"]);
const STEP_KINDS = new Set(["apps/ReplicaSet", "batch/Job", "/Pod"]);
/** Ownership has three steps at most (pod, Job, CronJob); a longer chain is a loop. */
const MAX_STEPS = 5;

/**
 * Walks from an object to the workload that it belongs to, by the controlling ownerReference and its UID. An owner
 * that is gone, or whose UID is another one, is not followed: the walk ends at the last object that is really there.
 */
export async function findWorkload(
  reader: Pick<ClusterReader, "get">,
  object: KubernetesObject,
  signal: AbortSignal,
): Promise<FoundWorkload> {
  let current = object;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    if (TOP_KINDS.has(kindKey(current))) return { workload: refOf(current), isKnown: true };
    const owner = controllerOf(current);
    if (owner === undefined) return { workload: refOf(current), isKnown: standsAlone(current) };
    const ref: ObjectRef = {
      apiVersion: owner.apiVersion,
      kind: owner.kind,
      namespace: current.metadata.namespace ?? "",
      name: owner.name,
      uid: owner.uid,
    };
    const isFollowed = TOP_KINDS.has(kindKey(owner)) || STEP_KINDS.has(kindKey(owner));
    if (!isFollowed) return unknownOwner(current, ref);
    const found = await reader.get(ref, signal);
    if (found?.metadata.uid !== owner.uid)
      return { workload: refOf(current), isKnown: false, goneOwner: ref };
    current = found;
  }
  return { workload: refOf(current), isKnown: false };
}

/** A Job keeps its name (its template cannot change anyhow); a mirror pod belongs to a file on its Node. */
function unknownOwner(current: KubernetesObject, owner: ObjectRef): FoundWorkload {
  if (kindKey(current) === "batch/Job") return { workload: refOf(current), isKnown: true };
  if (owner.kind === "Node") return { workload: refOf(current), isKnown: false };
  return { workload: owner, isKnown: false };
}

/** A pod or Job of its own is a workload; a ReplicaSet without its Deployment is none that we repair. */
function standsAlone(object: KubernetesObject): boolean {
  return kindKey(object) === "/Pod" || kindKey(object) === "batch/Job";
}

function kindKey(object: { apiVersion: string; kind: string }): string {
  return `${groupOf(object.apiVersion)}/${object.kind}`;
}
