import type { ObjectStore } from "../store/object-store.ts";
import type { Container, Fields, Pod, ResourceQuota } from "../store/objects.ts";
import { formatBytes, parseQuantity } from "../store/quantity.ts";
import type { ResourceType } from "../store/resource-types.ts";
import { forbidden } from "./status-error.ts";

interface LimitRangeItem {
  type: string;
  max?: Record<string, string>;
  min?: Record<string, string>;
  default?: Record<string, string>;
  defaultRequest?: Record<string, string>;
}

/** Defaults and bounds of the namespace's LimitRanges, for containers. */
export function applyLimitRanges(store: ObjectStore, type: ResourceType, pod: Pod): Pod {
  const items = store
    .list("limitranges", pod.metadata.namespace)
    .flatMap((range) => ((range.spec as Fields).limits ?? []) as LimitRangeItem[])
    .filter((item) => item.type === "Container");
  if (items.length === 0) return pod;
  const withDefaults = (container: Container): Container => {
    const own = container.resources ?? {};
    const limits = { ...Object.assign({}, ...items.map((item) => item.default)), ...own.limits };
    const fallback = Object.assign({}, ...items.map((item) => item.defaultRequest ?? item.default));
    const requests = { ...fallback, ...own.requests };
    const isEmpty = Object.keys(limits).length + Object.keys(requests).length === 0;
    return isEmpty ? container : { ...container, resources: { ...own, limits, requests } };
  };
  const containers = pod.spec.containers.map(withDefaults);
  for (const container of containers)
    for (const { max = {} } of items)
      for (const [name, bound] of Object.entries(max)) {
        const limit = container.resources?.limits?.[name];
        if (limit !== undefined && (parseQuantity(limit) ?? 0) > (parseQuantity(bound) ?? 0))
          throw forbidden(
            type,
            pod.metadata.name,
            `maximum ${name} usage per Container is ${bound}, but limit is ${limit}`,
          );
      }
  return { ...pod, spec: { ...pod.spec, containers } };
}

const isActive = (pod: Pod) => !["Succeeded", "Failed"].includes(pod.status?.phase ?? "");

/** How much of a quota's resource one pod takes. */
function usageOf(pod: Pod, name: string): number {
  if (name === "pods" || name === "count/pods") return 1;
  const [kind, resource] = name.includes(".") ? name.split(".") : ["requests", name];
  const values = pod.spec.containers.map((container) => {
    const { limits, requests } = container.resources ?? {};
    return parseQuantity((kind === "limits" ? limits : requests)?.[resource ?? ""]) ?? 0;
  });
  return values.reduce((sum, value) => sum + value, 0);
}

const format = (name: string, value: number) =>
  name.endsWith("memory")
    ? formatBytes(value)
    : name.endsWith("cpu")
      ? `${Math.round(value * 1000)}m`
      : `${value}`;

export function quotaUsage(store: ObjectStore, quota: ResourceQuota): Record<string, string> {
  const pods = (store.list("pods", quota.metadata.namespace) as Pod[]).filter(isActive);
  return Object.fromEntries(
    Object.keys(quota.spec.hard).map((name) => [
      name,
      format(
        name,
        pods.reduce((sum, pod) => sum + usageOf(pod, name), 0),
      ),
    ]),
  );
}

/** Refuses a pod that would exceed a ResourceQuota of its namespace. */
export function enforceQuotas(store: ObjectStore, type: ResourceType, pod: Pod): void {
  for (const quota of store.list("resourcequotas", pod.metadata.namespace) as ResourceQuota[]) {
    const used = quotaUsage(store, quota);
    const exceeded = Object.entries(quota.spec.hard).filter(([name, hard]) => {
      const asked = usageOf(pod, name);
      return asked > 0 && (parseQuantity(used[name]) ?? 0) + asked > (parseQuantity(hard) ?? 0);
    });
    if (exceeded.length === 0) continue;
    const names = exceeded.map(([name]) => name).sort();
    const told = (value: (name: string) => string | undefined) =>
      names.map((name) => `${name}=${value(name)}`).join(",");
    throw forbidden(
      type,
      pod.metadata.name,
      `exceeded quota: ${quota.metadata.name}, requested: ${told((name) => format(name, usageOf(pod, name)))}, ` +
        `used: ${told((name) => used[name])}, limited: ${told((name) => quota.spec.hard[name])}`,
    );
  }
}
