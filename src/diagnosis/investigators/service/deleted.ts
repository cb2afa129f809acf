import { z } from "zod";
import { describeRef, type ObjectRef } from "../../../domain/object-ref.ts";
import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import { selects, serviceShapeOf } from "../../../kubernetes/service-shape.ts";
import { workloadShapeOf } from "../../../kubernetes/workload-shape.ts";
import type { Collector } from "../../collectors/collector.ts";
import type { InvestigationInput } from "../../diagnosis.ts";
import { found } from "../../found.ts";
import type { ObjectOpinion } from "../investigator.ts";
import { listObjects } from "../list-objects.ts";
import { callersOf } from "./callers.ts";

const recordSchema = z.looseObject({
  apiVersion: z.literal("v1"),
  kind: z.literal("Service"),
  metadata: z.record(z.string(), z.json()),
  spec: z.record(z.string(), z.json()),
});
const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet"] as const;

/** A Service that was deleted while its pods go on: made again from what the watch remembers of it. */
export async function deletedOpinion(
  collector: Collector,
  object: ObjectRef,
  { signals }: InvestigationInput,
): Promise<ObjectOpinion | undefined> {
  const signal = signals.find((one) => one.symptom === "service-deleted" && one.record !== undefined);
  const record = recordSchema.safeParse(signal?.record).data;
  const { namespace, name } = object;
  if (record === undefined || record.metadata.name !== name || record.metadata.namespace !== namespace)
    return undefined;
  const [callers, workloads, services] = await Promise.all([
    callersOf(collector, namespace, name),
    Promise.all(WORKLOADS.map((kind) => listObjects(collector, ["apps/v1", kind], { namespace }))),
    listObjects(collector, ["v1", "Service"], { namespace }),
  ]);
  const { selector, type } = serviceShapeOf(record as unknown as KubernetesObject);
  const left = workloads
    .flat()
    .map(workloadShapeOf)
    .filter(({ labels, replicas }) => replicas > 0 && selects(selector, labels));
  const was = `${describeRef(object)} was deleted`;
  if (left.length === 0) return { kind: "healthy", reason: `${was}, and what it sent to is gone as well` };
  const heir = services
    .map(serviceShapeOf)
    .find((one) => left.every(({ labels }) => selects(one.selector, labels)));
  if (heir !== undefined && callers.length === 0)
    return {
      kind: "healthy",
      reason: `${was}, Service ${heir.name} is in its place, and nothing names the old one`,
    };
  const names = left.map(({ ref }) => describeRef(ref)).join(", ");
  const isDoor = type === "LoadBalancer" || type === "NodePort";
  const users = callers.length > 0 ? `${callers.join(", ")} still name it` : isDoor ? `it was a ${type}` : "";
  const manifest = { apiVersion: "v1", kind: "Service", metadata: record.metadata, spec: record.spec };
  return {
    kind: "candidates",
    candidates: [
      found("service-deleted", {
        confidence: users === "" ? 0.7 : 0.93,
        sentence: `${was}, while ${names} runs on${users === "" ? "" : ` and ${users}`}.`,
        support: [
          {
            kind: "specification",
            source: `kubectl get services -n ${namespace}`,
            at: signal?.at ?? "",
            text: `${was}; it is on record as it was`,
          },
          ...callers.map((text) => ({
            kind: "specification" as const,
            source: `kubectl get -n ${namespace} ${text.split(" ")[0]?.toLowerCase()} -o yaml`,
            at: collector.clock.now().toISOString(),
            text: `${text} names ${name}`,
          })),
        ],
        repair: {
          type: "RecreateService",
          target: { ...object, uid: "" },
          isExclusive: false,
          parameters: { manifest, basis: "as it was when it was deleted" },
        },
        advice: [
          {
            text: "Make it again as it was",
            command: "kubectl apply -f -",
            manifest: JSON.stringify(manifest, null, 2),
          },
        ],
      }),
    ],
  };
}
