import { z } from "zod";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { controllerOf } from "../../kubernetes/kubernetes-object.ts";
import type { Revision } from "../facts.ts";
import { parseTemplate } from "../objects/pod-template.ts";
import { type Collector, tolerant } from "./collector.ts";
import { selectorOf } from "./workload.ts";

/** More than any sensible revisionHistoryLimit. */
const MAX_REVISIONS = 100;

/** The revisions of a Deployment (ReplicaSets), StatefulSet or DaemonSet (ControllerRevisions), newest first. */
export async function collectRevisions(
  collector: Collector,
  workload: KubernetesObject,
): Promise<{ revisions: Revision[]; ownerUids: Set<string> }> {
  const ownerUids = new Set([workload.metadata.uid ?? ""]);
  const kind = workload.kind === "Deployment" ? "ReplicaSet" : "ControllerRevision";
  if (!["Deployment", "StatefulSet", "DaemonSet"].includes(workload.kind))
    return { revisions: [], ownerUids };
  const labelSelector = selectorOf(workload);
  const list = await tolerant(collector, "earlier revisions", {
    run: () =>
      collector.reader.list(
        { apiVersion: "apps/v1", kind },
        {
          namespace: workload.metadata.namespace ?? "",
          ...(labelSelector === undefined ? {} : { labelSelector }),
          limit: MAX_REVISIONS,
        },
        collector.signal,
      ),
    fallback: { items: [], isTruncated: false },
  });
  // An owner that does not control the object is whatever its author wrote, and its template might be returned to.
  const owned = list.items.filter((item) => controllerOf(item)?.uid === workload.metadata.uid);
  if (kind === "ReplicaSet") for (const { metadata } of owned) ownerUids.add(metadata.uid ?? "");
  const parsed = owned.flatMap((item) => revisionOf(item, kind) ?? []).sort((a, b) => b.number - a.number);
  return { revisions: withServedUntil(parsed), ownerUids };
}

const replicaSetSchema = z.object({ template: z.unknown() });
const readySchema = z.object({ readyReplicas: z.number().nullish() });
const controllerRevisionSchema = z.object({
  spec: z.object({ template: z.record(z.string(), z.unknown()) }),
});

function revisionOf(item: KubernetesObject, kind: string): Revision | undefined {
  const { metadata } = item;
  const isReplicaSet = kind === "ReplicaSet";
  const number = Number(
    isReplicaSet ? metadata.annotations?.["deployment.kubernetes.io/revision"] : item.revision,
  );
  const template = parseTemplate(
    isReplicaSet ? replicaSetSchema.safeParse(item.spec).data?.template : controllerTemplate(item),
  );
  if (template === undefined || !Number.isInteger(number)) return undefined;
  const hash =
    metadata.labels?.["pod-template-hash"] ?? metadata.labels?.["controller.kubernetes.io/hash"] ?? "";
  const ownedByStatefulSet = metadata.ownerReferences?.some((owner) => owner.kind === "StatefulSet");
  // The deployment controller notes here that a ReplicaSet served before under other numbers.
  const wasUsedBefore = metadata.annotations?.["deployment.kubernetes.io/revision-history"] !== undefined;
  return {
    object: {
      apiVersion: "apps/v1",
      kind,
      namespace: metadata.namespace ?? "",
      name: metadata.name,
      uid: metadata.uid ?? "",
    },
    number,
    name: ownedByStatefulSet ? metadata.name : (metadata.labels?.["controller-revision-hash"] ?? hash),
    template,
    readyPods: isReplicaSet ? (readySchema.safeParse(item.status).data?.readyReplicas ?? 0) : null,
    servedFrom: wasUsedBefore ? undefined : metadata.creationTimestamp,
    servedUntil: undefined,
  };
}

/** A ControllerRevision holds a strategic merge patch; its `$patch: replace` is no part of the template. */
function controllerTemplate(item: KubernetesObject): Record<string, unknown> | undefined {
  const data = controllerRevisionSchema.safeParse(item.data).data;
  if (data === undefined) return undefined;
  const { $patch: _directive, ...template } = data.spec.template;
  return template;
}

function withServedUntil(newestFirst: Revision[]): Revision[] {
  return newestFirst.map((revision, index) => ({
    ...revision,
    servedUntil: newestFirst[index - 1]?.servedFrom,
  }));
}
