import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod, ResourceQuota } from "../../store/objects.ts";
import { formatQuantity, parseQuantity } from "../../store/quantity.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import { forbidden } from "../status-error.ts";
import { isInScope, quotaUsage, usageOf } from "./quota-usage.ts";

const MUST_BE_SPECIFIED = ["cpu", "memory"].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);

/** "limits.cpu for: web; limits.memory for: sidecar,web": what containers leave open that the quota counts. */
function unspecified(quota: ResourceQuota, pod: Pod): string {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return Object.keys(quota.spec.hard)
    .filter((name) => MUST_BE_SPECIFIED.includes(name))
    .sort()
    .flatMap((name) => {
      const kind = name.startsWith("limits.") ? "limits" : "requests";
      const resource = name.slice(name.lastIndexOf(".") + 1);
      const names = containers
        .filter((container) => container.resources?.[kind]?.[resource] === undefined)
        .map((container) => container.name)
        .sort();
      return names.length > 0 ? [`${name} for: ${names.join(",")}`] : [];
    })
    .join("; ");
}

/** Refuses what would exceed a ResourceQuota of its namespace. `before` is what an update takes back. */
export function enforceQuotas(
  store: ObjectStore,
  type: ResourceType,
  given: { resource: string; object: KubernetesObject; before?: KubernetesObject | undefined },
): void {
  const { resource, object, before } = given;
  const { namespace, name } = object.metadata;
  for (const quota of store.list("resourcequotas", namespace) as ResourceQuota[]) {
    if (!isInScope(quota, resource, object)) continue;
    const open = resource === "pods" && !before ? unspecified(quota, object as Pod) : "";
    if (open !== "")
      throw forbidden(type, name, `failed quota: ${quota.metadata.name}: must specify ${open}`);
    const asked = (of: string) =>
      usageOf(resource, object, of) - (before ? usageOf(resource, before, of) : 0);
    const names = Object.keys(quota.spec.hard).filter((of) => asked(of) > 0);
    if (names.length === 0) continue;
    const used = quotaUsage(store, quota);
    const exceeded = names
      .filter((of) => {
        const total = (parseQuantity(used[of]) ?? 0) + asked(of);
        return total > (parseQuantity(quota.spec.hard[of]) ?? 0) * (1 + 1e-9);
      })
      .sort();
    if (exceeded.length === 0) continue;
    const told = (value: (of: string) => string | undefined) =>
      exceeded.map((of) => `${of}=${value(of)}`).join(",");
    throw forbidden(
      type,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${told((of) => formatQuantity(of, asked(of)))}, ` +
        `used: ${told((of) => used[of])}, limited: ${told((of) => quota.spec.hard[of])}`,
    );
  }
}
