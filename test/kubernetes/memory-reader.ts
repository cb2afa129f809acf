import type { ClusterReader, KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";

/** Holds objects and answers from them; of field selectors it knows those that the room uses. */
export function memoryReader(objects: readonly KubernetesObject[]): ClusterReader & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    clusterId: () => Promise.resolve("cluster"),
    get(ref) {
      asked.push(`get ${ref.kind} ${ref.namespace}/${ref.name}`);
      return Promise.resolve(
        objects.find(
          (one) =>
            one.kind === ref.kind &&
            one.apiVersion === ref.apiVersion &&
            (one.metadata.namespace ?? "") === ref.namespace &&
            one.metadata.name === ref.name,
        ),
      );
    },
    list(type, options) {
      asked.push(`list ${type.kind}`);
      const items = objects.filter(
        (one) =>
          one.kind === type.kind &&
          one.apiVersion === type.apiVersion &&
          (options.namespace === undefined || one.metadata.namespace === options.namespace) &&
          hasLabels(one, options.labelSelector ?? "") &&
          hasFields(one, options.fieldSelector ?? ""),
      );
      return Promise.resolve({ items, isTruncated: false });
    },
    logs: () => Promise.resolve(undefined),
    serves: () => Promise.resolve(false),
  };
}

function hasLabels(object: KubernetesObject, selector: string): boolean {
  return termsOf(selector).every(([key, value]) => object.metadata.labels?.[key] === value);
}

function hasFields(object: KubernetesObject, selector: string): boolean {
  return termsOf(selector).every(([path, value]) => {
    const at = path
      .split(".")
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], object);
    return at === value;
  });
}

function termsOf(selector: string): [string, string][] {
  return selector
    .split(",")
    .filter((term) => term !== "")
    .map((term) => {
      const [key = "", value = ""] = term.split("=");
      return [key, value];
    });
}
