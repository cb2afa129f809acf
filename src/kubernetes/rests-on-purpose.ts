import type { KubernetesObject } from "./cluster-reader.ts";

/** Programs that let workloads rest and wake them again: KEDA, Knative, kube-downscaler, kube-green, Sablier, Osiris. */
const SCALERS = /(^|\.)(keda\.sh|knative\.dev|kube-green\.com|sablier|osiris\.\w+)|^downscaler\//;

/** What lets a workload rest without replicas on purpose; undefined where nothing shows that. */
export function restsOnPurpose(
  workload: Pick<KubernetesObject, "metadata">,
  autoscalers: readonly Pick<KubernetesObject, "metadata">[],
): string | undefined {
  const { labels, annotations, ownerReferences } = workload.metadata;
  const own = [...Object.keys(labels ?? {}), ...Object.keys(annotations ?? {})];
  const marks = [
    ...own,
    ...(ownerReferences ?? []).map(({ apiVersion }) => apiVersion.split("/")[0] ?? ""),
    ...autoscalers.flatMap(({ metadata }) =>
      (metadata.ownerReferences ?? []).map(({ apiVersion }) => apiVersion.split("/")[0] ?? ""),
    ),
    ...autoscalers.flatMap(({ metadata }) => Object.keys(metadata.labels ?? {})),
  ];
  const mark = marks.find((one) => SCALERS.test(one));
  return mark === undefined ? undefined : `${mark.slice(0, 80)} scales it`;
}
