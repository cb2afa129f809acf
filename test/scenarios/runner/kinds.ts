import { storageKey } from "../../../src/simulation/store/object-store.ts";
import {
  apiVersionOf,
  BUILT_IN_TYPES,
  type ResourceType,
} from "../../../src/simulation/store/resource-types.ts";

/** Where objects live in the API, by kind or by what requests call them. */
export interface Kinds {
  path(kind: string, namespace: string, name?: string): string;
  isNamespaced(kind: string): boolean;
  /** The kind of a request's resource, "deployments.apps"; the resource itself where nobody knows it. */
  ofResource(resource: string): string;
  resourceOf(kind: string): string;
}

export function createKinds(custom: readonly ResourceType[] = []): Kinds {
  const types = [...BUILT_IN_TYPES, ...custom];
  const typeOf = (kind: string): ResourceType => {
    // Some kinds are served in two versions: the last one is the newer.
    const found = types.findLast((type) => type.kind === kind);
    if (found === undefined) throw new Error(`no resource type is known for ${kind}`);
    return found;
  };
  return {
    isNamespaced: (kind) => typeOf(kind).namespaced,
    resourceOf: (kind) => storageKey(typeOf(kind)),
    ofResource: (resource) => types.find((type) => storageKey(type) === resource)?.kind ?? resource,
    path(kind, namespace, name) {
      const type = typeOf(kind);
      const base = type.group === "" ? "/api/v1" : `/apis/${apiVersionOf(type)}`;
      const place = type.namespaced ? `/namespaces/${namespace}` : "";
      return `${base}${place}/${type.plural}${name === undefined ? "" : `/${name}`}`;
    },
  };
}
