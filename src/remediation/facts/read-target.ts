import type { Action } from "../../domain/action.ts";
import type { ObjectRef } from "../../domain/object-ref.ts";
import type { Repair } from "../../domain/repair.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { recordedService } from "../actions/recreate-service.ts";
import { withSource } from "../owners/read-source.ts";
import { listServed } from "../owners/source.ts";
import { type Autoscalers, fieldOwner, gitOpsOwner, type Owner, operatorOwner } from "../ownership.ts";

type RepairOrAction = Action | Repair;

/** The object to be changed as it is now, with all around it that decides whether it may be. */
export interface Target {
  object: KubernetesObject;
  namespace: { name: string; labels: Record<string, string>; annotations: Record<string, string> };
  /** Who would set any change back; null where nobody does. */
  owner: Owner | null;
  /** Who may set some fields; see fieldOwner. */
  autoscalers: Autoscalers;
}

/** `made`: a Service that is to be made again is not there; what was recorded of it stands for it. */
export async function readTarget(
  reader: ClusterReader,
  { ref, made }: { ref: ObjectRef; made: RepairOrAction | null },
  signal: AbortSignal,
): Promise<Target | undefined> {
  const [live, namespace, found] = await Promise.all([
    reader.get(ref, signal),
    reader.get({ apiVersion: "v1", kind: "Namespace", namespace: "", name: ref.namespace }, signal),
    autoscalers(reader, ref.namespace, signal),
  ]);
  const object = live ?? standIn(ref, made);
  if (object === undefined) return undefined;
  return {
    object,
    namespace: {
      name: ref.namespace,
      labels: namespace?.metadata.labels ?? {},
      annotations: namespace?.metadata.annotations ?? {},
    },
    owner: await withSource(reader, object, gitOpsOwner(object) ?? operatorOwner(object), signal),
    autoscalers: found,
  };
}

function standIn(ref: ObjectRef, made: RepairOrAction | null): KubernetesObject | undefined {
  return made?.type === "RecreateService" ? recordedService(ref, made.parameters.manifest) : undefined;
}

/** Who would set these actions back: then the change is made at its source, by a person. */
export function ownerOf(target: Target, actions: readonly Action[]): Owner | null {
  return target.owner ?? fieldOwner(target.object, actions, target.autoscalers) ?? null;
}

async function autoscalers(
  reader: ClusterReader,
  namespace: string,
  signal: AbortSignal,
): Promise<Autoscalers> {
  if (namespace === "") return { vpas: [], hpas: [] };
  const [vpas, hpas, scaledObjects] = await Promise.all([
    listServed(
      reader,
      {
        apiVersion: "autoscaling.k8s.io/v1",
        kind: "VerticalPodAutoscaler",
        resource: "verticalpodautoscalers",
      },
      namespace,
      signal,
    ),
    listServed(
      reader,
      { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", resource: "horizontalpodautoscalers" },
      namespace,
      signal,
    ),
    listServed(
      reader,
      { apiVersion: "keda.sh/v1alpha1", kind: "ScaledObject", resource: "scaledobjects" },
      namespace,
      signal,
    ),
  ]);
  return { vpas, hpas, scaledObjects };
}
