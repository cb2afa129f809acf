import type { ObjectRef } from "../../domain/object-ref.ts";
import { type BudgetNumbers, budgetNumbers } from "../budget-numbers.ts";
import type { KubernetesObject } from "../cluster-reader.ts";
import { type Condition, conditionOf, conditionsOf } from "../condition-of.ts";
import { cordonedSince, isKeptOutByCordon } from "../cordon-state.ts";
import { type EndpointState, endpointStateOf, serviceOfSlice } from "../endpoint-state.ts";
import { recordOf, refOf } from "../kubernetes-object.ts";
import { backendsOf } from "../object-health.ts";
import { restsOnPurpose } from "../rests-on-purpose.ts";
import { type ServiceShape, serviceShapeOf } from "../service-shape.ts";
import { type WorkloadShape, workloadShapeOf } from "../workload-shape.ts";
import { serviceRecord } from "./service-record.ts";

/** What is remembered of an object: only what its faults show in. */
interface Kept {
  ref: ObjectRef;
  /** Milliseconds; NaN where it is not told. */
  createdAt: number;
}

export interface ServiceKept extends Kept {
  shape: ServiceShape;
  /** What would be made again if it were deleted. */
  record: ReturnType<typeof serviceRecord>;
}
export interface SliceKept extends Kept {
  service: string;
  state: EndpointState;
}
export interface WorkloadKept extends Kept {
  shape: WorkloadShape;
  isRolling: boolean;
  ready: number;
  available: Condition | undefined;
  /** What lets it rest without replicas on purpose, as far as its own marks tell. */
  purpose: string | undefined;
}
/** Kept only while it is being deleted or finds no node. */
export interface PodKept extends Kept {
  deletedAt: number | undefined;
  node: string;
  isKeptOutByCordon: boolean;
  /** Claims of a pod that is pending. */
  claims: string[];
}
export interface IngressKept extends Kept {
  backends: { name: string; port: number | string }[];
}
export interface AutoscalerKept extends Kept {
  target: { kind: string; name: string };
  active: Condition | undefined;
  able: Condition | undefined;
  limited: Condition | undefined;
  isAtMaximum: boolean;
  metadata: Pick<KubernetesObject["metadata"], "name" | "labels" | "ownerReferences">;
}
export interface BudgetKept extends Kept {
  numbers: BudgetNumbers;
}
export interface ClaimKept extends Kept {
  phase: string;
}
export interface NodeKept extends Kept {
  notReady: Condition | undefined;
  pressures: Condition[];
  isCordoned: boolean;
  cordonedAt: number | undefined;
}
export interface NamespaceKept extends Kept {
  deletedAt: number | undefined;
}

const base = (object: KubernetesObject): Kept => ({
  ref: refOf(object),
  createdAt: Date.parse(object.metadata.creationTimestamp ?? ""),
});
const deletedAtOf = ({ metadata }: KubernetesObject) =>
  metadata.deletionTimestamp === undefined ? undefined : Date.parse(metadata.deletionTimestamp);

export const keepService = (object: KubernetesObject): ServiceKept => ({
  ...base(object),
  shape: serviceShapeOf(object),
  record: serviceRecord(object),
});

export const keepSlice = (object: KubernetesObject): SliceKept => ({
  ...base(object),
  service: serviceOfSlice(object),
  state: endpointStateOf([object]),
});

export function keepWorkload(object: KubernetesObject): WorkloadKept {
  const shape = workloadShapeOf(object);
  const { updatedReplicas, replicas, readyReplicas, observedGeneration, numberReady } = recordOf(
    object.status,
  );
  const isObserved = Number(observedGeneration ?? 0) >= (object.metadata.generation ?? 0);
  const isRolling =
    object.kind !== "Pod" && (!isObserved || Number(updatedReplicas ?? 0) < Number(replicas ?? 0));
  return {
    ...base(object),
    shape,
    isRolling,
    ready: Number(readyReplicas ?? numberReady ?? 0),
    available: conditionOf(object, "Available"),
    purpose: restsOnPurpose(object, []),
  };
}

/** A pod without an owner is a workload of its own to a Service; the others are known by theirs. */
export const keepBarePod = (object: KubernetesObject): WorkloadKept | undefined =>
  (object.metadata.ownerReferences ?? []).length === 0 && object.metadata.deletionTimestamp === undefined
    ? keepWorkload(object)
    : undefined;

export function keepPod(object: KubernetesObject): PodKept | undefined {
  const scheduled = conditionOf(object, "PodScheduled");
  const spec = recordOf(object.spec);
  const isPending = recordOf(object.status).phase === "Pending";
  const volumes = isPending && Array.isArray(spec.volumes) ? spec.volumes : [];
  const claims = volumes.flatMap((volume) => {
    const { claimName } = recordOf(recordOf(volume).persistentVolumeClaim);
    return typeof claimName === "string" ? [claimName] : [];
  });
  const deletedAt = deletedAtOf(object);
  const isKeptOut = isPending && isKeptOutByCordon(scheduled);
  if (deletedAt === undefined && !isKeptOut && claims.length === 0) return undefined;
  const node = typeof spec.nodeName === "string" ? spec.nodeName : "";
  return { ...base(object), deletedAt, node, isKeptOutByCordon: isKeptOut, claims };
}

export const keepIngress = (object: KubernetesObject): IngressKept => ({
  ...base(object),
  backends: backendsOf(object),
});

export function keepAutoscaler(object: KubernetesObject): AutoscalerKept {
  const { kind, name } = recordOf(recordOf(object.spec).scaleTargetRef);
  const { maxReplicas, minReplicas } = recordOf(object.spec);
  const { currentReplicas } = recordOf(object.status);
  const limited = conditionOf(object, "ScalingLimited");
  const { labels, ownerReferences } = object.metadata;
  return {
    ...base(object),
    target: { kind: String(kind), name: String(name) },
    active: conditionOf(object, "ScalingActive"),
    able: conditionOf(object, "AbleToScale"),
    limited,
    isAtMaximum:
      limited?.status === "True" &&
      limited.reason === "TooManyReplicas" &&
      Number(currentReplicas) >= Number(maxReplicas) &&
      Number(maxReplicas) > Number(minReplicas ?? 1),
    metadata: {
      name: object.metadata.name,
      ...(labels === undefined ? {} : { labels }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
  };
}

export const keepBudget = (object: KubernetesObject): BudgetKept => ({
  ...base(object),
  numbers: budgetNumbers(object),
});

export const keepClaim = (object: KubernetesObject): ClaimKept => ({
  ...base(object),
  phase: String(recordOf(object.status).phase ?? ""),
});

export function keepNode(object: KubernetesObject): NodeKept {
  const conditions = conditionsOf(object);
  const since = cordonedSince(object);
  return {
    ...base(object),
    notReady: conditions.find(({ type, status }) => type === "Ready" && status !== "True"),
    pressures: conditions.filter(({ type, status }) => /Pressure$/.test(type) && status === "True"),
    isCordoned: recordOf(object.spec).unschedulable === true,
    cordonedAt: since === undefined ? undefined : Date.parse(since),
  };
}

export const keepNamespace = (object: KubernetesObject): NamespaceKept => ({
  ...base(object),
  deletedAt: deletedAtOf(object),
});
