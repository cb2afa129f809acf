import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import { MANAGER } from "./controller.ts";
import { createNamespaceCleaner } from "./empty-namespace.ts";

/** Removes what belongs to owners that are gone, and finishes foreground and orphaning deletions. */
export function runGarbageCollector(api: ApiMachinery): () => void {
  const dependents = (uid: string) => api.store.ownedBy(uid);

  const collect = ({ resource, object }: { resource: string; object: KubernetesObject }) => {
    const { namespace = "", name, ownerReferences = [] } = object.metadata;
    const isOwned = ownerReferences.some((owner) => api.store.byUid(owner.uid) !== undefined);
    if (!isOwned && api.store.get(resource, namespace, name) && !object.metadata.deletionTimestamp)
      api.remove(resource, namespace, name, {});
  };

  const finish = (resource: string, object: KubernetesObject) => {
    const current = api.store.get(resource, object.metadata.namespace ?? "", object.metadata.name);
    if (!current) return;
    const finalizers = (current.metadata.finalizers ?? []) as string[];
    const children = dependents(current.metadata.uid ?? "");
    if (finalizers.includes("orphan"))
      for (const child of children) orphan(child, current.metadata.uid ?? "");
    if (finalizers.includes("foregroundDeletion") && children.length > 0) {
      for (const child of children)
        if (!child.object.metadata.deletionTimestamp) {
          const { namespace = "", name } = child.object.metadata;
          api.remove(child.resource, namespace, name, { propagationPolicy: "Foreground" });
        }
      return;
    }
    const left = finalizers.filter((item) => item !== "orphan" && item !== "foregroundDeletion");
    if (left.length === finalizers.length) return;
    api.update(resource, { ...current, metadata: { ...current.metadata, finalizers: left } }, MANAGER);
  };

  const orphan = ({ resource, object }: { resource: string; object: KubernetesObject }, uid: string) => {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } }, MANAGER);
  };

  const emptyNamespace = createNamespaceCleaner(api);

  return api.store.onChange(({ type, resource, object, previous }) => {
    const { uid = "", deletionTimestamp, ownerReferences = [] } = object.metadata;
    if (type === "DELETED") {
      api.loop.enqueue(`gc/${uid}`, () => {
        for (const dependent of dependents(uid)) collect(dependent);
      });
      for (const owner of ownerReferences) {
        const kept = api.store.byUid(owner.uid);
        if (kept?.object.metadata.deletionTimestamp)
          api.loop.enqueue(`finish/${owner.uid}`, () => finish(kept.resource, kept.object));
      }
    } else if (deletionTimestamp !== undefined) {
      api.loop.enqueue(`finish/${uid}`, () => finish(resource, object));
      const { name } = object.metadata;
      const isNews =
        previous?.metadata.deletionTimestamp === undefined || previous.metadata !== object.metadata;
      if (resource === "namespaces" && isNews)
        api.loop.enqueue(`namespace/${name}`, () => emptyNamespace(name));
    }
  });
}
