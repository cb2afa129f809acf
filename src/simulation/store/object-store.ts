import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { createObjectTable, type ObjectTable } from "./object-table.ts";
import type { ResourceType } from "./resource-types.ts";

export interface StoreChange {
  type: "ADDED" | "MODIFIED" | "DELETED";
  resource: string;
  revision: number;
  object: KubernetesObject;
  /** What the object was before: watches with a selector need it to see an object leave. */
  previous: KubernetesObject | undefined;
}

export interface StoredObject {
  resource: string;
  object: KubernetesObject;
}

/**
 * Objects by resource and key under one revision, with the history that watches resume from. Objects that it hands out
 * are never changed in place: whoever writes puts a new one.
 */
export interface ObjectStore {
  revision(): number;
  get(resource: string, namespace: string, name: string): KubernetesObject | undefined;
  list(resource: string, namespace?: string): KubernetesObject[];
  byUid(uid: string): StoredObject | undefined;
  /** Objects that name the owner, in the order in which they came. */
  ownedBy(uid: string): StoredObject[];
  put(resource: string, object: KubernetesObject): KubernetesObject;
  remove(resource: string, namespace: string, name: string): KubernetesObject | undefined;
  resources(): string[];
  onChange(listener: (change: StoreChange) => void): () => void;
  /** Changes after `revision`; undefined where the history no longer reaches so far back. */
  changesSince(resource: string, revision: number): StoreChange[] | undefined;
  /** Forgets the history, so that every watch from an older revision is answered 410 Gone. */
  compact(): void;
  oldestRevision(): number;
}

/** Events of both API groups are the same objects. */
export const storageKey = (type: Pick<ResourceType, "group" | "plural">): string =>
  type.group === "" || type.group === "events.k8s.io" ? type.plural : `${type.plural}.${type.group}`;

const HISTORY_LIMIT = 20_000;

export function createObjectStore(): ObjectStore {
  const tables = new Map<string, ObjectTable>();
  const uids = new Map<string, StoredObject>();
  const dependents = new Map<string, Set<string>>();
  const listeners = new Set<(change: StoreChange) => void>();
  let history: StoreChange[] = [];
  let current = 1;
  let oldest = 0;

  const tableOf = (resource: string) => {
    const table = tables.get(resource) ?? createObjectTable();
    tables.set(resource, table);
    return table;
  };
  const ownersOf = (object: KubernetesObject | undefined) =>
    (object?.metadata.ownerReferences ?? []).map(({ uid }) => uid);
  const indexOwners = (previous: KubernetesObject | undefined, next: KubernetesObject | undefined) => {
    if (previous?.metadata.ownerReferences === next?.metadata.ownerReferences) return;
    const uid = (next ?? previous)?.metadata.uid ?? "";
    for (const owner of ownersOf(previous)) dependents.get(owner)?.delete(uid);
    for (const owner of ownersOf(next)) {
      const known = dependents.get(owner) ?? new Set<string>();
      dependents.set(owner, known.add(uid));
    }
  };
  const tell = (change: StoreChange) => {
    history.push(change);
    if (history.length > HISTORY_LIMIT) {
      history = history.slice(HISTORY_LIMIT / 2);
      oldest = (history[0]?.revision ?? current) - 1;
    }
    for (const listener of listeners) listener(change);
  };
  const stamped = (object: KubernetesObject): KubernetesObject => {
    current += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(current) } };
  };

  return {
    revision: () => current,
    get: (resource, namespace, name) => tables.get(resource)?.get(namespace, name),
    list: (resource, namespace) => tables.get(resource)?.list(namespace) ?? [],
    byUid: (uid) => uids.get(uid),
    ownedBy: (uid) => [...(dependents.get(uid) ?? [])].flatMap((dependent) => uids.get(dependent) ?? []),
    put(resource, object) {
      const next = stamped(object);
      const previous = tableOf(resource).put(next);
      if (next.metadata.uid !== undefined) uids.set(next.metadata.uid, { resource, object: next });
      indexOwners(previous, next);
      const type = previous === undefined ? "ADDED" : "MODIFIED";
      tell({ type, resource, revision: current, object: next, previous });
      return next;
    },
    remove(resource, namespace, name) {
      const previous = tableOf(resource).remove(namespace, name);
      if (previous === undefined) return undefined;
      uids.delete(previous.metadata.uid ?? "");
      indexOwners(previous, undefined);
      const object = stamped(previous);
      tell({ type: "DELETED", resource, revision: current, object, previous });
      return object;
    },
    resources: () => [...tables.keys()],
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changesSince: (resource, revision) =>
      revision < oldest
        ? undefined
        : history.filter((change) => change.resource === resource && change.revision > revision),
    compact() {
      current += 1;
      oldest = current;
      history = [];
    },
    oldestRevision: () => oldest,
  };
}
