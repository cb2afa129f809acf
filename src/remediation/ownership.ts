import type { Action } from "../domain/action.ts";
import { describeRef } from "../domain/object-ref.ts";
import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import { controllerOf, refOf } from "../kubernetes/kubernetes-object.ts";
import { scopeOf } from "./kubectl.ts";
import type { Source } from "./owners/source.ts";

/** Somebody who would set our change back: then it is made at the source, by a person. */
export interface Owner {
  kind: "argo-cd" | "flux" | "operator" | "vpa" | "memory-hpa" | "hpa" | "keda";
  sentence: string;
  /** The Application, Kustomization or HelmRelease that it is taken from. */
  source?: Source | undefined;
  /** The object that decides, such as "VerticalPodAutoscaler shop/web". */
  object?: string | undefined;
  /** How a person changes it, where what it holds is for its operator alone to say. */
  edit?: string | undefined;
}

const ARGO_ANNOTATION = "argocd.argoproj.io/tracking-id";
const ARGO_LABELS = ["argocd.argoproj.io/instance"];
const FLUX_LABELS = ["kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name"];
/** Field managers of tools that write the object again and again. */
const ARGO_MANAGERS = /^argocd-(controller|application-controller)$/;
const FLUX_MANAGERS = /^(kustomize-controller|helm-controller)$/;

/** The Application that an object's tracking names; "" where its manager alone tells. */
export function applicationName({ metadata }: KubernetesObject): string {
  const { labels = {}, annotations = {} } = metadata;
  const tracking = annotations[ARGO_ANNOTATION]?.split(":")[0];
  return tracking ?? ARGO_LABELS.map((key) => labels[key]).find((value) => value !== undefined) ?? "";
}

export function gitOpsOwner(object: KubernetesObject): Owner | undefined {
  const { labels = {}, annotations = {}, managedFields = [] } = object.metadata;
  const managedBy = (pattern: RegExp) => managedFields.some((entry) => pattern.test(entry.manager ?? ""));
  const tracking = annotations[ARGO_ANNOTATION];
  const argoLabel = ARGO_LABELS.map((key) => labels[key]).find((value) => value !== undefined);
  if (tracking !== undefined || argoLabel !== undefined || managedBy(ARGO_MANAGERS)) {
    const app = tracking?.split(":")[0] ?? argoLabel ?? "";
    return {
      kind: "argo-cd",
      sentence: `Argo CD${app === "" ? "" : ` (application ${app})`} manages this object and would set the change back`,
    };
  }
  const fluxKey = FLUX_LABELS.find((key) => labels[key] !== undefined);
  if (fluxKey !== undefined || managedBy(FLUX_MANAGERS))
    return {
      kind: "flux",
      sentence: `Flux${fluxKey === undefined ? "" : ` (${labels[fluxKey]})`} manages this object and would set the change back`,
    };
  return undefined;
}

/** Also an owner that does not call itself the controller: OLM and some operators leave that out, and still reconcile. */
export function operatorOwner(object: KubernetesObject): Owner | undefined {
  const owner = controllerOf(object) ?? object.metadata.ownerReferences?.[0];
  return owner === undefined || isLeftAlone(object.kind, owner.kind)
    ? undefined
    : {
        kind: "operator",
        sentence: `${owner.kind} ${owner.name} (${owner.apiVersion}) owns or controls this object and would set the change back`,
        object: describeRef({ ...owner, namespace: object.metadata.namespace ?? "" }),
        edit: editCommand(owner, object),
      };
}

/** By kind, version and group, for another group may have the kind, too. Owners are of the namespace, or of none. */
function editCommand(
  { apiVersion, kind, name }: { apiVersion: string; kind: string; name: string },
  { metadata: { namespace = "" } }: KubernetesObject,
): string {
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const type = [kind.toLowerCase(), version, group].filter((part) => part !== "").join(".");
  return `kubectl edit ${group === "" ? kind.toLowerCase() : type} ${name}${scopeOf({ namespace })}`;
}

/** Owners that make an object and never write to it again: of those nothing is set back. */
function isLeftAlone(kind: string, owner: string): boolean {
  return (
    (kind === "PersistentVolumeClaim" && owner === "StatefulSet") || (kind === "Job" && owner === "CronJob")
  );
}

/** Who else sets the very fields that the actions change; sizes and replicas have such owners, other fields have none. */
export function fieldOwner(
  object: KubernetesObject,
  actions: readonly Action[],
  found: Autoscalers,
): Owner | undefined {
  const setsSizes = actions.some(({ type }) => SIZE_ACTIONS.includes(type));
  const scale = actions.find((action) => action.type === "SetScale");
  return (
    (setsSizes ? autoscalerOwner(object, found) : undefined) ??
    // Of a workload without replicas the autoscaler keeps its hands off, until there is one again.
    (scale !== undefined && scale.parameters.from > 0 ? replicasOwner(object, found) : undefined)
  );
}

const SIZE_ACTIONS: readonly Action["type"][] = ["SetMemoryLimit", "ResizePod", "SetResources"];

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#implicit-maintenance-mode-deactivation */
export function replicasOwner(object: KubernetesObject, found: Autoscalers): Owner | undefined {
  const { hpas, scaledObjects = [] } = found;
  // KEDA makes the autoscaler, and sets back what somebody changes there. It scales a Deployment where no kind is named.
  const scaled = scaledObjects.find(({ spec }) => {
    const { kind = "Deployment", name } = record(record(spec).scaleTargetRef);
    return kind === object.kind && name === object.metadata.name;
  });
  if (scaled !== undefined)
    return {
      kind: "keda",
      sentence: `KEDA's ScaledObject ${scaled.metadata.name} sets the number of replicas, and would set the change back`,
      object: describeRef(refOf(scaled)),
    };
  const hpa = hpas.find(({ spec }) => isTargetOf(record(spec).scaleTargetRef, object));
  return hpa === undefined
    ? undefined
    : {
        kind: "hpa",
        sentence: `HorizontalPodAutoscaler ${hpa.metadata.name} sets the number of replicas, and would set the change back`,
        object: describeRef(refOf(hpa)),
      };
}

export interface Autoscalers {
  vpas: KubernetesObject[];
  hpas: KubernetesObject[];
  scaledObjects?: KubernetesObject[];
}

function isTargetOf(ref: unknown, object: KubernetesObject): boolean {
  const { kind, name } = record(ref);
  return kind === object.kind && name === object.metadata.name;
}

/** Custom resources and autoscalers of the namespace that target the object. */
export function autoscalerOwner(object: KubernetesObject, found: Autoscalers): Owner | undefined {
  const targets = (ref: unknown) => isTargetOf(ref, object);
  const vpa = found.vpas.find(({ spec }) => {
    const mode = record(record(spec).updatePolicy).updateMode;
    return targets(record(spec).targetRef) && mode !== "Off";
  });
  if (vpa !== undefined)
    return {
      kind: "vpa",
      sentence: `VerticalPodAutoscaler ${vpa.metadata.name} sets the resources of these pods`,
      object: describeRef(refOf(vpa)),
    };
  const hpa = found.hpas.find(({ spec }) => {
    const { scaleTargetRef, metrics } = record(spec);
    return targets(scaleTargetRef) && Array.isArray(metrics) && metrics.some(scalesOnMemory);
  });
  return hpa === undefined
    ? undefined
    : {
        kind: "memory-hpa",
        sentence: `HorizontalPodAutoscaler ${hpa.metadata.name} scales on memory, so another request would change the number of pods`,
        object: describeRef(refOf(hpa)),
      };
}

function scalesOnMemory(metric: unknown): boolean {
  const { resource, containerResource } = record(metric);
  return record(resource).name === "memory" || record(containerResource).name === "memory";
}

function record(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}
