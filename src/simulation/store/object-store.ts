import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { ResourceType } from "./resource-types.ts";

export interface StoreChange {
  type: "ADDED" | "MODIFIED" | "DELETED";
  resource: string;
  revision: number;
  object: KubernetesObject;
  /** What the object was before: watches with a selector need it to see an object leave. */
  previous: KubernetesObject | undefined;
}

/**
 * Objects by resource and key under one revision, with the history that watches resume from. Objects that it hands out
 * are never changed in place: whoever writes puts a new one.
 */
export interface ObjectStore {
  revision(): number;
  get(resource: string, namespace: string, name: string): KubernetesObject | undefined;
  list(resource: string, namespace?: string): KubernetesObject[];
  byUid(uid: string): { resource: string; object: KubernetesObject } | undefined;
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
  const objects = new Map<string, Map<string, KubernetesObject>>();
  const uids = new Map<string, { resource: string; object: KubernetesObject }>();
  const listeners = new Set<(change: StoreChange) => void>();
  let history: StoreChange[] = [];
  let current = 1;
  let oldest = 0;

  const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;
  const tableOf = (resource: string) => {
    const table = objects.get(resource) ?? new Map<string, KubernetesObject>();
    objects.set(resource, table);
    return table;
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
    get: (resource, namespace, name) => objects.get(resource)?.get(keyOf(namespace, name)),
    list: (resource, namespace) =>
      [...(objects.get(resource)?.entries() ?? [])]
        .filter(([, object]) => namespace === undefined || (object.metadata.namespace ?? "") === namespace)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([, object]) => object),
    byUid: (uid) => uids.get(uid),
    put(resource, object) {
      const table = tableOf(resource);
      const key = keyOf(object.metadata.namespace ?? "", object.metadata.name);
      const previous = table.get(key);
      const next = stamped(object);
      table.set(key, next);
      if (next.metadata.uid !== undefined) uids.set(next.metadata.uid, { resource, object: next });
      const type = previous === undefined ? "ADDED" : "MODIFIED";
      tell({ type, resource, revision: current, object: next, previous });
      return next;
    },
    remove(resource, namespace, name) {
      const previous = tableOf(resource).get(keyOf(namespace, name));
      if (previous === undefined) return undefined;
      tableOf(resource).delete(keyOf(namespace, name));
      uids.delete(previous.metadata.uid ?? "");
      const object = stamped(previous);
      tell({ type: "DELETED", resource, revision: current, object, previous });
      return object;
    },
    resources: () => [...objects.keys()],
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
