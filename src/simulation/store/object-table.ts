import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";

/** The objects of one resource by namespace, listed in the order of their names. */
export interface ObjectTable {
  get(namespace: string, name: string): KubernetesObject | undefined;
  /** What was there before. */
  put(object: KubernetesObject): KubernetesObject | undefined;
  remove(namespace: string, name: string): KubernetesObject | undefined;
  /** Of all namespaces where none is named. Not to be changed by the caller. */
  list(namespace?: string): KubernetesObject[];
}

interface Shelf {
  objects: Map<string, KubernetesObject>;
  /** Made when asked for: most changes are followed by several lists. */
  listed: KubernetesObject[] | undefined;
  /** Whether a name came since the last list: the map is put in order then. */
  isOrdered: boolean;
}

const byKey = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function listOf(shelf: Shelf): KubernetesObject[] {
  if (!shelf.isOrdered) shelf.objects = new Map([...shelf.objects].sort(([a], [b]) => byKey(a, b)));
  shelf.isOrdered = true;
  shelf.listed ??= [...shelf.objects.values()];
  return shelf.listed;
}

export function createObjectTable(): ObjectTable {
  const shelves = new Map<string, Shelf>();
  let all: KubernetesObject[] | undefined;
  const shelfOf = (namespace: string): Shelf => {
    const shelf = shelves.get(namespace) ?? { objects: new Map(), listed: undefined, isOrdered: true };
    shelves.set(namespace, shelf);
    return shelf;
  };
  const touch = (shelf: Shelf) => {
    shelf.listed = undefined;
    all = undefined;
  };
  return {
    get: (namespace, name) => shelves.get(namespace)?.objects.get(name),
    put(object) {
      const { namespace = "", name } = object.metadata;
      const shelf = shelfOf(namespace);
      const previous = shelf.objects.get(name);
      shelf.objects.set(name, object);
      if (previous === undefined) shelf.isOrdered = false;
      touch(shelf);
      return previous;
    },
    remove(namespace, name) {
      const shelf = shelves.get(namespace);
      const previous = shelf?.objects.get(name);
      if (!shelf || previous === undefined) return undefined;
      shelf.objects.delete(name);
      touch(shelf);
      return previous;
    },
    list(namespace) {
      if (namespace !== undefined) {
        const shelf = shelves.get(namespace);
        return shelf ? listOf(shelf) : [];
      }
      all ??= [...shelves].toSorted(([a], [b]) => byKey(a, b)).flatMap(([, shelf]) => listOf(shelf));
      return all;
    },
  };
}
