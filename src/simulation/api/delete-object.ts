import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Pod } from "../store/objects.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { notFound, preconditionFailed } from "./status-error.ts";

export interface DeleteOptions {
  preconditions?: { uid?: string; resourceVersion?: string };
  propagationPolicy?: string;
  gracePeriodSeconds?: number;
  dryRun?: boolean;
}

interface Address {
  resource: string;
  namespace: string;
  name: string;
}

/** Deletes at once, or marks for deletion what has finalizers, runs on a node, or waits for its dependents. */
export function deleteObject(
  api: ApiMachinery,
  { resource, namespace, name }: Address,
  options: DeleteOptions,
): { object: KubernetesObject; isGone: boolean } {
  const type = api.typeByKey(resource);
  const before = api.store.get(resource, namespace, name);
  if (!before) throw notFound(type, name);
  checkPreconditions(api, resource, before, options);
  if (resource === "namespaces" && before.metadata.deletionTimestamp === undefined) {
    const marked = { ...mark(api, before, 0), status: { phase: "Terminating" } };
    return { object: options.dryRun ? marked : api.store.put(resource, marked), isGone: false };
  }
  const finalizers = finalizersFor(before, options.propagationPolicy);
  const graceSeconds = resource === "pods" ? graceOf(before as Pod, options) : 0;
  if (finalizers.length === 0 && graceSeconds === 0) {
    if (options.dryRun) return { object: before, isGone: true };
    // The kubelet's last word on a pod sets its grace to nothing; watches see that before it goes.
    if (before.metadata.deletionTimestamp !== undefined) api.store.put(resource, lastMark(api, before));
    return { object: api.store.remove(resource, namespace, name) ?? before, isGone: true };
  }
  const isMarked = before.metadata.deletionTimestamp !== undefined;
  // The kubelet is done with it, only a finalizer holds it: who takes that off removes the pod.
  if (
    resource === "pods" &&
    graceSeconds === 0 &&
    isMarked &&
    before.metadata.deletionGracePeriodSeconds !== 0
  ) {
    const last = lastMark(api, before);
    return { object: options.dryRun ? last : api.store.put(resource, last), isGone: false };
  }
  const marked = isMarked ? before : mark(api, before, graceSeconds);
  const object = {
    ...marked,
    metadata: { ...marked.metadata, ...(finalizers.length > 0 && { finalizers }) },
  };
  return { object: options.dryRun || isMarked ? object : api.store.put(resource, object), isGone: false };
}

function checkPreconditions(
  api: ApiMachinery,
  resource: string,
  before: KubernetesObject,
  { preconditions = {} }: DeleteOptions,
): void {
  const type = api.typeByKey(resource);
  const { uid, resourceVersion, name } = before.metadata;
  if (preconditions.uid !== undefined && preconditions.uid !== uid)
    throw preconditionFailed(
      type,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (preconditions.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    throw preconditionFailed(
      type,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}

const DEPENDENTS_FINALIZERS: Record<string, string> = { Foreground: "foregroundDeletion", Orphan: "orphan" };

function finalizersFor(object: KubernetesObject, policy: string | undefined): string[] {
  const own = (object.metadata.finalizers as string[] | undefined) ?? [];
  const added = DEPENDENTS_FINALIZERS[policy ?? ""];
  return added && !own.includes(added) ? [...own, added] : own;
}

/** Seconds until a pod that runs on a node is gone; its kubelet removes it earlier once it stopped. */
function graceOf(pod: Pod, options: DeleteOptions): number {
  const isOver = ["Succeeded", "Failed"].includes(pod.status?.phase ?? "");
  if (!pod.spec.nodeName || isOver) return 0;
  return options.gracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}

const lastMark = (api: ApiMachinery, object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    deletionTimestamp: api.loop.timestamp(),
    deletionGracePeriodSeconds: 0,
  },
});

function mark(api: ApiMachinery, object: KubernetesObject, graceSeconds: number): KubernetesObject {
  const at = new Date(api.loop.nowMs() + graceSeconds * 1000).toISOString();
  const { generation } = object.metadata;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      deletionTimestamp: `${at.slice(0, 19)}Z`,
      deletionGracePeriodSeconds: graceSeconds,
      ...(generation !== undefined && { generation: generation + 1 }),
    },
  };
}
