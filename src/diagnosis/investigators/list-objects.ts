import { isReason } from "../../core/errors.ts";
import type { KubernetesObject, ListOptions } from "../../kubernetes/cluster-reader.ts";
import { type Collector, tolerant } from "../collectors/collector.ts";

/** Objects of one kind that are looked at, however many there are. */
const MOST = 500;

/** One list, bounded; what may not be read becomes a gap, and a kind that is not served has no objects. */
export function listObjects(
  collector: Collector,
  [apiVersion, kind]: readonly [string, string],
  options: ListOptions = {},
): Promise<KubernetesObject[]> {
  const scope = options.namespace === undefined ? "" : ` of ${options.namespace}`;
  return tolerant<KubernetesObject[]>(collector, `${kind}s${scope}`, {
    run: async () => {
      try {
        const type = { apiVersion, kind };
        return (await collector.reader.list(type, { limit: MOST, ...options }, collector.signal)).items;
      } catch (error) {
        if (isReason(error, "not-found")) return [];
        throw error;
      }
    },
    fallback: [],
  });
}
