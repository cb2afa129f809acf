import { isReason } from "../core/errors.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import { describeRef } from "../domain/object-ref.ts";
import type { Suspect } from "../domain/signal.ts";
import { findPodsKilledOn } from "./cgroup-kill.ts";
import type { ClusterReader, KubernetesObject } from "./cluster-reader.ts";
import { CGROUP_OOM_AT } from "./event-symptoms.ts";
import { findFormerControllers } from "./gone-pod.ts";
import { controllerOf, refOf } from "./kubernetes-object.ts";
import { isPossibleName, isPossibleNamespace, quoteName } from "./object-name.ts";
import { type FoundWorkload, findWorkload } from "./owner-walk.ts";

/** The object that is ill, or why none was found; `note` and `reason` are sentences for people. */
export type SubjectSearch =
  | { kind: "found"; subject: ObjectRef; workload: ObjectRef | null; note: string }
  | { kind: "nothing"; reason: string };

export interface SubjectFinder {
  /** Throws what the reader throws: an API server that is away is no answer. */
  find(suspect: Suspect, signal: AbortSignal): Promise<SubjectSearch>;
}

/** Label of a suspect that was deleted and is missed: the time at which its deletion was seen. */
export const DELETED_AT = "kube-autofix.io/deleted-at";

/** Kinds that a suspect may name; those of a workload's own objects lead to the workload. */
const KINDS = new Map<string, { apiVersion: string; isNamespaced: boolean; leadsToWorkload: boolean }>(
  Object.entries({
    Pod: { apiVersion: "v1", isNamespaced: true, leadsToWorkload: true },
    ReplicaSet: { apiVersion: "apps/v1", isNamespaced: true, leadsToWorkload: true },
    Deployment: { apiVersion: "apps/v1", isNamespaced: true, leadsToWorkload: true },
    StatefulSet: { apiVersion: "apps/v1", isNamespaced: true, leadsToWorkload: true },
    DaemonSet: { apiVersion: "apps/v1", isNamespaced: true, leadsToWorkload: true },
    Job: { apiVersion: "batch/v1", isNamespaced: true, leadsToWorkload: true },
    CronJob: { apiVersion: "batch/v1", isNamespaced: true, leadsToWorkload: true },
    Node: { apiVersion: "v1", isNamespaced: false, leadsToWorkload: false },
    PersistentVolumeClaim: { apiVersion: "v1", isNamespaced: true, leadsToWorkload: false },
    Service: { apiVersion: "v1", isNamespaced: true, leadsToWorkload: false },
    Ingress: { apiVersion: "networking.k8s.io/v1", isNamespaced: true, leadsToWorkload: false },
    HorizontalPodAutoscaler: { apiVersion: "autoscaling/v2", isNamespaced: true, leadsToWorkload: false },
    PodDisruptionBudget: { apiVersion: "policy/v1", isNamespaced: true, leadsToWorkload: false },
    ConfigMap: { apiVersion: "v1", isNamespaced: true, leadsToWorkload: false },
    ResourceQuota: { apiVersion: "v1", isNamespaced: true, leadsToWorkload: false },
    Namespace: { apiVersion: "v1", isNamespaced: false, leadsToWorkload: false },
    PersistentVolume: { apiVersion: "v1", isNamespaced: false, leadsToWorkload: false },
  }),
);

export function createSubjectFinder(reader: ClusterReader): SubjectFinder {
  return {
    async find(suspect, signal) {
      const refusal = refusalOf(suspect);
      if (refusal !== undefined) return nothing(refusal);
      const known = KINDS.get(suspect.kind);
      if (known === undefined)
        return nothing(`${quoteName(suspect.kind)} is not a kind that is looked after`);
      const namespace = known.isNamespaced ? suspect.namespace : "";
      const ref = { apiVersion: known.apiVersion, kind: suspect.kind, namespace, name: suspect.name };
      if (suspect.kind === "Node" && suspect.labels[CGROUP_OOM_AT] !== undefined)
        return findKilledOn(reader, suspect, signal);
      const object = await reader.get(ref, signal);
      if (suspect.kind === "Pod" && (object === undefined || isAnother(object, suspect)))
        return findOfGonePod(reader, { suspect, replacement: object }, signal);
      if (object === undefined && suspect.labels[DELETED_AT] !== undefined)
        return { kind: "found", subject: { ...ref, uid: "" }, workload: null, note: "it was deleted" };
      if (object === undefined) return nothing(`${describeRef(ref)} is not there (any more)`);
      if (!known.leadsToWorkload) return alone(object);
      const found = await findWorkload(reader, object, signal);
      if (!found.isKnown && (await isGone(reader, found.workload, signal)))
        return alone(object, `${describeRef(found.workload)}, which made it, is gone`);
      return found.goneOwner === undefined
        ? foundOf(found, "")
        : findOfOrphan(reader, { suspect, object, goneOwner: found.goneOwner }, signal);
    },
  };
}

/** Names go into requests and pages: what cannot be the name of an object is not asked for. */
function refusalOf(suspect: Suspect): string | undefined {
  if (suspect.kind === "" || suspect.name === "") return "the signal names no object";
  if (!isPossibleName(suspect.name)) return `${quoteName(suspect.name)} cannot be the name of an object`;
  const known = KINDS.get(suspect.kind);
  if (known?.isNamespaced !== true) return undefined;
  if (suspect.namespace === "") return `the signal names no namespace for ${suspect.kind} ${suspect.name}`;
  return isPossibleNamespace(suspect.namespace)
    ? undefined
    : `${quoteName(suspect.namespace)} cannot be the name of a namespace`;
}

async function walk(
  reader: ClusterReader,
  object: KubernetesObject,
  how: string,
  signal: AbortSignal,
): Promise<SubjectSearch> {
  return foundOf(await findWorkload(reader, object, signal), how);
}

function foundOf({ workload, isKnown }: FoundWorkload, how: string): SubjectSearch {
  const unknown = isKnown ? "" : `${workload.kind} is not a controller that is repaired here: a person must`;
  const note = [how, unknown].filter((part) => part !== "").join("; ");
  return { kind: "found", subject: workload, workload: isKnown ? workload : null, note };
}

function alone(object: KubernetesObject, note = ""): SubjectSearch {
  const subject = refOf(object);
  return { kind: "found", subject, workload: object.kind === "Pod" ? subject : null, note };
}

/** A controller of a kind that is not known here, or not served any more, may have left the object behind. */
async function isGone(reader: ClusterReader, owner: ObjectRef, signal: AbortSignal): Promise<boolean> {
  try {
    const found = await reader.get(owner, signal);
    return found === undefined || found.metadata.uid !== owner.uid;
  } catch (error) {
    // What may not be read may be there.
    if (isReason(error, "not-found")) return true;
    if (isReason(error, "forbidden")) return false;
    throw error;
  }
}

function isAnother(object: KubernetesObject, suspect: Suspect): boolean {
  return suspect.uid !== "" && object.metadata.uid !== suspect.uid;
}

/** A StatefulSet gives its pods their names again, so the pod of that name now leads to the same workload. */
async function findOfGonePod(
  reader: ClusterReader,
  { suspect, replacement }: { suspect: Suspect; replacement: KubernetesObject | undefined },
  signal: AbortSignal,
): Promise<SubjectSearch> {
  const pod = `Pod ${suspect.namespace}/${suspect.name}`;
  if (replacement !== undefined && controllerOf(replacement)?.kind === "StatefulSet")
    return walk(reader, replacement, `${pod} was replaced by a pod of the same name`, signal);
  const former = await findFormerControllers(reader, suspect, signal);
  const workloads = new Map<string, FoundWorkload>();
  for (const { controller } of former) {
    const found = await findWorkload(reader, controller, signal);
    if (found.goneOwner === undefined) workloads.set(found.workload.uid, found);
  }
  const [only, ...others] = workloads.values();
  if (only === undefined)
    return nothing(`${pod} is gone, and nothing in the cluster shows what it belonged to`);
  if (others.length > 0) {
    const names = [only, ...others].map((one) => describeRef(one.workload)).join(", ");
    return nothing(`${pod} is gone, and it may have belonged to any of ${names}`);
  }
  return foundOf(only, `${pod} is gone; ${former[0]?.shownBy ?? ""} leads to its controller`);
}

/** The garbage collector removes it soon: what counts is whether a workload behind it lives on, as a CronJob does. */
async function findOfOrphan(
  reader: ClusterReader,
  orphan: { suspect: Suspect; object: KubernetesObject; goneOwner: ObjectRef },
  signal: AbortSignal,
): Promise<SubjectSearch> {
  const { suspect, object, goneOwner } = orphan;
  const labels = { ...object.metadata.labels, ...suspect.labels };
  if (suspect.kind === "Pod") {
    const found = await findOfGonePod(
      reader,
      { suspect: { ...suspect, labels }, replacement: undefined },
      signal,
    );
    if (found.kind === "found") return found;
  }
  return nothing(
    `${describeRef(refOf(object))} belonged to ${describeRef(goneOwner)}, which is gone: it is removed with it`,
  );
}

async function findKilledOn(
  reader: ClusterReader,
  node: Suspect,
  signal: AbortSignal,
): Promise<SubjectSearch> {
  const pods = await findPodsKilledOn(reader, node, signal);
  const [pod, ...others] = pods;
  if (pod === undefined)
    return nothing(`a container on node ${node.name} was OOM-killed; no pod there shows it any more`);
  if (others.length > 0)
    return nothing(
      `a container on node ${node.name} was OOM-killed; several pods there show a kill at that time`,
    );
  return walk(reader, pod, `the kill on node ${node.name} is that of pod ${pod.metadata.name}`, signal);
}

function nothing(reason: string): SubjectSearch {
  return { kind: "nothing", reason };
}
