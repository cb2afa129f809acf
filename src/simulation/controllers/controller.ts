import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery, WriteOptions } from "../api/api-machinery.ts";
import type { StoreChange } from "../store/object-store.ts";
import type { OwnerReference } from "../store/objects.ts";
import { sameJson } from "../store/same-json.ts";

/** Keeps one kind of object as its spec says. */
export interface Controller {
  /** Key of the resource that it reconciles. */
  resource: string;
  /** Resources whose owners (by controller reference) are reconciled when they change. */
  owns: readonly string[];
  /** Resources whose every change may concern all of its objects; a change of their status alone does not. */
  alsoOn?: readonly string[];
  reconcile(namespace: string, name: string): void;
}

export const MANAGER: WriteOptions = { manager: "kube-controller-manager" };
export const STATUS: WriteOptions = { ...MANAGER, subresource: "status" };

export const controllerOf = (object: KubernetesObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true);

export const ownerReference = (owner: KubernetesObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? "",
  controller: true,
  blockOwnerDeletion: true,
});

export function ownedBy<T extends KubernetesObject>(
  api: ApiMachinery,
  resource: string,
  owner: KubernetesObject,
): T[] {
  const uid = owner.metadata.uid ?? "";
  return api.store
    .ownedBy(uid)
    .filter((item) => item.resource === resource && controllerOf(item.object)?.uid === uid)
    .map(({ object }) => object) as T[];
}

/** Reconciles on every change of the object, of what it owns, and of what `alsoOn` names. */
export function runController(api: ApiMachinery, controller: Controller): () => void {
  const { resource, owns } = controller;
  const request = (namespace: string, name: string) =>
    api.loop.enqueue(`${resource}/${namespace}/${name}`, () => controller.reconcile(namespace, name));
  return api.store.onChange((change) => {
    const { object } = change;
    const namespace = object.metadata.namespace ?? "";
    if (change.resource === resource) request(namespace, object.metadata.name);
    if (controller.alsoOn?.includes(change.resource) && isMoreThanStatus(change))
      for (const { metadata } of api.store.list(resource)) request(metadata.namespace ?? "", metadata.name);
    if (!owns.includes(change.resource)) return;
    const owner = controllerOf(object);
    const kept = owner && api.store.byUid(owner.uid);
    if (kept?.resource === resource) request(namespace, kept.object.metadata.name);
  });
}

const isMoreThanStatus = ({ object, previous }: StoreChange): boolean =>
  previous === undefined ||
  !sameJson([object.spec, object.metadata.labels], [previous.spec, previous.metadata.labels]);

/** Reconciles the object again after `ms` of the clock. */
export function requeue(api: ApiMachinery, controller: Controller, key: [string, string], ms: number): void {
  const [namespace, name] = key;
  api.loop.after(`requeue/${controller.resource}/${namespace}/${name}`, ms, () =>
    controller.reconcile(namespace, name),
  );
}
