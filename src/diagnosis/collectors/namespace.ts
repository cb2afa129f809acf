import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { type Collector, tolerant } from "./collector.ts";

const MAX_OBJECTS = 20;

/** The namespace with what bounds memory in it. */
export async function collectNamespace(
  collector: Collector,
  name: string,
): Promise<{
  namespace: KubernetesObject | undefined;
  quotas: KubernetesObject[];
  limitRanges: KubernetesObject[];
}> {
  const list = (kind: string) =>
    tolerant(collector, `${kind}s of namespace ${name}`, {
      run: () =>
        collector.reader.list(
          { apiVersion: "v1", kind },
          { namespace: name, limit: MAX_OBJECTS },
          collector.signal,
        ),
      fallback: { items: [], isTruncated: false },
    });
  const [namespace, quotas, limitRanges] = await Promise.all([
    tolerant(collector, `namespace ${name}`, {
      run: () =>
        collector.reader.get({ apiVersion: "v1", kind: "Namespace", namespace: "", name }, collector.signal),
      fallback: undefined,
    }),
    list("ResourceQuota"),
    list("LimitRange"),
  ]);
  return { namespace, quotas: quotas.items, limitRanges: limitRanges.items };
}
