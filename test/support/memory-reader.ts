import type {
  ClusterReader,
  KubernetesObject,
  ListOptions,
  LogOptions,
} from "../../src/kubernetes/cluster-reader.ts";

export interface MemoryReader extends ClusterReader {
  /** What was asked, such as "list Pod" or "logs web-1/web --previous". */
  readonly calls: string[];
}

/** A cluster of plain objects. `logs` is keyed "pod/container" with " --previous" behind; `refuse` throws for a call. */
export function createMemoryReader(cluster: {
  objects: KubernetesObject[];
  logs?: Record<string, string>;
  serves?: string[];
  refuse?: (call: string) => Error | undefined;
}): MemoryReader {
  const calls: string[] = [];
  const called = (call: string) => {
    calls.push(call);
    const error = cluster.refuse?.(call);
    if (error !== undefined) throw error;
  };
  const ofType = (type: { apiVersion: string; kind: string }) =>
    cluster.objects.filter((item) => item.apiVersion === type.apiVersion && item.kind === type.kind);
  return {
    calls,
    clusterId: async () => "cluster-1",
    get: async (ref) => {
      called(`get ${ref.kind} ${ref.name}`);
      return ofType(ref).find(
        ({ metadata }) => metadata.name === ref.name && (metadata.namespace ?? "") === ref.namespace,
      );
    },
    list: async (type, options) => {
      called(`list ${type.kind}`);
      const found = ofType(type).filter((item) => matches(item, options));
      const limit = options.limit ?? found.length;
      return { items: found.slice(0, limit), isTruncated: found.length > limit };
    },
    logs: async ({ pod, container, previous }: LogOptions) => {
      const key = `${pod}/${container}${previous ? " --previous" : ""}`;
      called(`logs ${key}`);
      return cluster.logs?.[key];
    },
    serves: async (apiVersion, resource) => {
      called(`serves ${apiVersion} ${resource}`);
      return cluster.serves?.includes(`${apiVersion} ${resource}`) ?? false;
    },
  };
}

function matches(item: KubernetesObject, { namespace, labelSelector, fieldSelector }: ListOptions): boolean {
  const labels = item.metadata.labels ?? {};
  return (
    (namespace === undefined || item.metadata.namespace === namespace) &&
    terms(labelSelector).every((term) => matchesLabel(labels, term)) &&
    terms(fieldSelector).every((term) => {
      const [path = "", value = ""] = term.split("=");
      return (
        String(path.split(".").reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], item)) ===
        value
      );
    })
  );
}

const terms = (selector: string | undefined): string[] =>
  selector === undefined ? [] : (selector.match(/(?:[^,(]|\([^)]*\))+/g) ?? []);

function matchesLabel(labels: Record<string, string>, term: string): boolean {
  const set = /^(\S+) (in|notin) \(([^)]*)\)$/.exec(term);
  if (set !== null)
    return (set[3] ?? "").split(",").includes(labels[set[1] ?? ""] ?? "") === (set[2] === "in");
  if (term.startsWith("!")) return labels[term.slice(1)] === undefined;
  const [key = "", value] = term.split("=");
  return value === undefined ? labels[key] !== undefined : labels[key] === value;
}
