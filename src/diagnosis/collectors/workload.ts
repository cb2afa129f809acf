import { z } from "zod";
import type { ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Revision, Rollout } from "../facts.ts";
import type { Collector } from "./collector.ts";

/** The object at fault as it is now; undefined where it is gone. Not tolerant: without it there is nothing to conclude. */
export function collectWorkload(
  collector: Collector,
  object: ObjectRef,
): Promise<KubernetesObject | undefined> {
  return collector.reader.get(object, collector.signal);
}

const statusSchema = z.object({
  observedGeneration: z.number().nullish(),
  replicas: z.number().nullish(),
  updatedReplicas: z.number().nullish(),
  updateRevision: z.string().nullish(),
  currentRevision: z.string().nullish(),
  desiredNumberScheduled: z.number().nullish(),
  updatedNumberScheduled: z.number().nullish(),
  conditions: z
    .array(z.object({ type: z.string(), status: z.string(), reason: z.string().nullish() }))
    .nullish(),
});

/** How far the controller has come with the present template. */
export function rolloutOf(workload: KubernetesObject, revisions: readonly Revision[]): Rollout {
  const status = statusSchema.safeParse(workload.status ?? {}).data ?? {};
  const isObserved = (status.observedGeneration ?? 0) >= (workload.metadata.generation ?? 0);
  const total = status.desiredNumberScheduled ?? status.replicas ?? 0;
  const updated = status.updatedNumberScheduled ?? status.updatedReplicas ?? 0;
  const keepsRevisions = revisions.length > 0;
  return {
    targetRevision: isObserved
      ? (revisionLabel(workload, status.updateRevision) ?? revisions[0]?.name ?? "")
      : "",
    isUnderWay: keepsRevisions && (!isObserved || updated < total),
    isDeadlineExceeded: (status.conditions ?? []).some(
      (condition) => condition.type === "Progressing" && condition.reason === "ProgressDeadlineExceeded",
    ),
  };
}

/** A StatefulSet's pods carry the ControllerRevision's name as their label; a DaemonSet's its hash alone. */
function revisionLabel(
  workload: KubernetesObject,
  updateRevision: string | null | undefined,
): string | undefined {
  return workload.kind === "StatefulSet" && updateRevision ? updateRevision : undefined;
}

const selectorSchema = z.object({
  selector: z
    .object({
      matchLabels: z.record(z.string(), z.string()).nullish(),
      matchExpressions: z
        .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).nullish() }))
        .nullish(),
    })
    .nullish(),
});

/** The workload's selector in the form of a query, or undefined for kinds without one. */
export function selectorOf(workload: KubernetesObject): string | undefined {
  const selector = selectorSchema.safeParse(workload.spec).data?.selector;
  if (!selector) return undefined;
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${(values ?? []).join(",")})`;
  });
  const terms = [...labels, ...expressions];
  return terms.length === 0 ? undefined : terms.join(",");
}
