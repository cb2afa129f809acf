import type { ObjectRef } from "../../domain/object-ref.ts";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordOf } from "../../kubernetes/kubernetes-object.ts";
import { type ActionDefinition, forAPerson } from "./action-definition.ts";
import { type Trail, trailAnnotations } from "./trail.ts";

/** A Service that was deleted, as it was recorded. */
export const recreateService: ActionDefinition<"RecreateService"> = {
  type: "RecreateService",
  targetKinds: ["Service"],
  proof: () => "health",
  oneWay: "this service deletes no Service, not even one that it has made",
  compile(object, parameters) {
    if (object.metadata.uid !== undefined) return { refusal: "it is there again" };
    return { step: parameters, sentence: `create the Service again as it was (${parameters.basis})` };
  },
  risks: () => [{ weight: 1, reason: "somebody may have deleted it on purpose" }],
  verdict: () => forAPerson("to make a deleted Service again"),
};

/** A stand-in for the object that is not there: what was recorded, under the name of the object at fault, without identity. */
export function recordedService(ref: ObjectRef, manifest: Record<string, unknown>): KubernetesObject {
  const { labels, annotations, ownerReferences } = recordOf(manifest.metadata);
  const owners = Array.isArray(ownerReferences) ? { ownerReferences } : {};
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: ref.name,
      namespace: ref.namespace,
      ...(labels === undefined ? {} : { labels: textsOf(labels) }),
      ...(annotations === undefined ? {} : { annotations: textsOf(annotations) }),
      ...(owners as Pick<KubernetesObject["metadata"], "ownerReferences">),
    },
    spec: specWithoutIdentity(recordOf(manifest.spec)),
  };
}

/** The Service to create, with our marks. Pure. */
export function serviceToCreate(
  ref: ObjectRef,
  manifest: Record<string, unknown>,
  trail: Trail,
): KubernetesObject {
  const recorded = recordedService(ref, manifest);
  const { ownerReferences: _owners, ...metadata } = recorded.metadata;
  return {
    ...recorded,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...trailAnnotations(trail) } },
  };
}

/** Addresses are given anew; None is no address but what makes a Service headless. */
function specWithoutIdentity(spec: Record<string, unknown>): Record<string, unknown> {
  const { clusterIP, clusterIPs: _all, healthCheckNodePort: _check, ...rest } = spec;
  return clusterIP === "None" ? { clusterIP, ...rest } : rest;
}

function textsOf(map: unknown): Record<string, string> {
  const texts = Object.entries(recordOf(map)).filter(([, value]) => typeof value === "string");
  return Object.fromEntries(texts) as Record<string, string>;
}
