import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod, ResourceQuota, Service } from "../../store/objects.ts";
import { podAmounts } from "../../store/pod-requests.ts";
import { isPodOver } from "../../store/pod-state.ts";
import { formatQuantity, parseQuantity } from "../../store/quantity.ts";
import type { Claim } from "../../store/storage.ts";

const COUNTED = [
  "configmaps",
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "services",
];

function ofPod(pod: Pod, name: string): number {
  if (name === "pods" || name === "count/pods") return 1;
  const [, kind = "requests", resource] = /^(?:(requests|limits)\.)?(.+)$/.exec(name) ?? [];
  return podAmounts(pod, kind as "requests" | "limits")[resource ?? ""] ?? 0;
}

function ofClaim(claim: Claim, name: string): number {
  const storage = parseQuantity(claim.spec.resources?.requests?.storage) ?? 0;
  const prefix = `${claim.spec.storageClassName ?? ""}.storageclass.storage.k8s.io/`;
  if (name === "requests.storage" || name === `${prefix}requests.storage`) return storage;
  return name === `${prefix}persistentvolumeclaims` ? 1 : 0;
}

function ofService(service: Service, name: string): number {
  if (name === "services.loadbalancers") return service.spec.type === "LoadBalancer" ? 1 : 0;
  const isOpen = ["NodePort", "LoadBalancer"].includes(String(service.spec.type));
  return name === "services.nodeports" && isOpen ? (service.spec.ports?.length ?? 0) : 0;
}

/** How much of a quota's resource one object takes. */
export function usageOf(resource: string, object: KubernetesObject, name: string): number {
  if (name === `count/${resource}` || (COUNTED.includes(resource) && name === resource)) return 1;
  if (resource === "pods") return ofPod(object as Pod, name);
  if (resource === "persistentvolumeclaims") return ofClaim(object as Claim, name);
  return resource === "services" ? ofService(object as Service, name) : 0;
}

/** The resource whose objects a quota's name counts. */
function countedResource(name: string): string {
  if (name.startsWith("count/")) return name.slice("count/".length);
  if (name === "requests.storage" || name.includes(".storageclass.storage.k8s.io/"))
    return "persistentvolumeclaims";
  if (name.startsWith("services.")) return "services";
  return COUNTED.includes(name) ? name : "pods";
}

const isBestEffort = (pod: Pod) => pod.status?.qosClass === "BestEffort";

/** Whether a quota with scopes counts the object. */
export function isInScope(quota: ResourceQuota, resource: string, object: KubernetesObject): boolean {
  const { scopes = [], scopeSelector } = quota.spec;
  if (resource !== "pods") return scopes.length === 0 && scopeSelector === undefined;
  const pod = object as Pod;
  const isEnding = pod.spec.activeDeadlineSeconds !== undefined;
  const meets = (scope: string, operator = "Exists", values: string[] = []) => {
    if (scope === "BestEffort") return isBestEffort(pod);
    if (scope === "NotBestEffort") return !isBestEffort(pod);
    if (scope === "Terminating") return isEnding;
    if (scope === "NotTerminating") return !isEnding;
    const name = String(pod.spec.priorityClassName ?? "");
    return operator === "Exists" ? name !== "" : values.includes(name) === (operator === "In");
  };
  return (
    scopes.every((scope) => meets(scope)) &&
    (scopeSelector?.matchExpressions ?? []).every((item) => meets(item.scopeName, item.operator, item.values))
  );
}

export function quotaUsage(store: ObjectStore, quota: ResourceQuota): Record<string, string> {
  const used = (name: string) => {
    const resource = countedResource(name);
    return store
      .list(resource, quota.metadata.namespace)
      .filter(
        (object) => (resource !== "pods" || !isPodOver(object as Pod)) && isInScope(quota, resource, object),
      )
      .reduce((sum, object) => sum + usageOf(resource, object, name), 0);
  };
  return Object.fromEntries(
    Object.keys(quota.spec.hard).map((name) => [name, formatQuantity(name, used(name))]),
  );
}
