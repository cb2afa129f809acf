import type { KubernetesObject } from "../../../kubernetes/cluster-reader.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { Container, Fields, Pod, Resources } from "../../store/objects.ts";
import { podAmounts } from "../../store/pod-requests.ts";
import { formatQuantity, parseQuantity } from "../../store/quantity.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import type { Claim } from "../../store/storage.ts";
import { forbidden } from "../status-error.ts";

type Quantities = Record<string, string | number>;

interface LimitRangeItem {
  type: string;
  max?: Quantities;
  min?: Quantities;
  default?: Quantities;
  defaultRequest?: Quantities;
  maxLimitRequestRatio?: Quantities;
}

const itemsOf = (store: ObjectStore, namespace: string | undefined, type: string): LimitRangeItem[] =>
  store
    .list("limitranges", namespace)
    .flatMap((range) => ((range.spec as Fields).limits ?? []) as LimitRangeItem[])
    .filter((item) => item.type === type);

/** A LimitRange of containers gets its own defaults: limits from the maximum, requests from those or the minimum. */
export function limitRangeDefaults(object: KubernetesObject): KubernetesObject {
  const spec = (object.spec ?? {}) as { limits?: LimitRangeItem[] };
  const limits = (spec.limits ?? []).map((item) => {
    if (item.type !== "Container") return item;
    const fallback = { ...item.max, ...item.default };
    const requests = { ...item.min, ...fallback, ...item.defaultRequest };
    return {
      ...item,
      ...(Object.keys(fallback).length > 0 && { default: fallback }),
      ...(Object.keys(requests).length > 0 && { defaultRequest: requests }),
    };
  });
  return { ...object, spec: { ...spec, limits } };
}

/** Gives containers the namespace's defaults, and notes in the words of the real plugin which it gave. */
export function withLimitDefaults(store: ObjectStore, pod: Pod): Pod {
  const items = itemsOf(store, pod.metadata.namespace, "Container");
  if (items.length === 0) return pod;
  const limits: Quantities = Object.assign({}, ...items.map((item) => item.default));
  const requests: Quantities = Object.assign({}, ...items.map((item) => item.defaultRequest));
  const notes: string[] = [];
  const given = (container: Container, kind: "requests" | "limits", fallback: Quantities, what: string) => {
    const own = container.resources?.[kind] ?? {};
    const added = Object.keys(fallback)
      .filter((name) => own[name] === undefined)
      .sort();
    if (added.length > 0)
      notes.push(
        `${added.join(", ")} ${kind === "limits" ? "limit" : "request"} for ${what} ${container.name}`,
      );
    return { ...fallback, ...own };
  };
  const withDefaults =
    (what: string) =>
    (container: Container): Container => {
      const own = container.resources ?? {};
      const asked = given(container, "requests", requests, what);
      const bounds = given(container, "limits", limits, what);
      if (Object.keys(asked).length + Object.keys(bounds).length === 0) return container;
      return { ...container, resources: { ...own, limits: bounds, requests: asked } };
    };
  const { initContainers } = pod.spec;
  const containers = pod.spec.containers.map(withDefaults("container"));
  const spec = {
    ...pod.spec,
    containers,
    ...(initContainers && { initContainers: initContainers.map(withDefaults("init container")) }),
  };
  if (notes.length === 0) return { ...pod, spec };
  const note = { "kubernetes.io/limit-ranger": `LimitRanger plugin set: ${notes.join("; ")}` };
  return {
    ...pod,
    spec,
    metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...note } },
  };
}

interface Measured {
  requests: Quantities;
  limits: Quantities;
}

const amount = (value: string | number | undefined) => parseQuantity(value) ?? 0;

function violations(item: LimitRangeItem, what: string, { requests, limits }: Measured): string[] {
  const found: string[] = [];
  for (const [name, bound] of Object.entries(item.min ?? {})) {
    const start = `minimum ${name} usage per ${what} is ${bound}`;
    if (requests[name] === undefined) found.push(`${start}.  No request is specified`);
    else if (amount(requests[name]) < amount(bound)) found.push(`${start}, but request is ${requests[name]}`);
    else if (limits[name] !== undefined && amount(limits[name]) < amount(bound))
      found.push(`${start}, but limit is ${limits[name]}`);
  }
  for (const [name, bound] of Object.entries(item.max ?? {})) {
    const start = `maximum ${name} usage per ${what} is ${bound}`;
    if (limits[name] === undefined) found.push(`${start}.  No limit is specified`);
    else if (amount(limits[name]) > amount(bound)) found.push(`${start}, but limit is ${limits[name]}`);
    else if (amount(requests[name]) > amount(bound)) found.push(`${start}, but request is ${requests[name]}`);
  }
  for (const [name, bound] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    const start = `${name} max limit to request ratio per ${what} is ${bound}`;
    const [request, limit] = [amount(requests[name]), amount(limits[name])];
    if (request === 0) found.push(`${start}, but no request is specified or request is 0`);
    else if (limit === 0) found.push(`${start}, but no limit is specified or limit is 0`);
    else if (limit / request > amount(bound) + 1e-9)
      found.push(`${start}, but provided ratio is ${(limit / request).toFixed(6)}`);
  }
  return found;
}

function refuse(type: ResourceType, name: string, found: readonly string[]): void {
  if (found.length === 0) return;
  const unique = [...new Set(found)];
  throw forbidden(type, name, unique.length === 1 ? (unique[0] ?? "") : `[${unique.join(", ")}]`);
}

export function checkPodLimits(store: ObjectStore, type: ResourceType, pod: Pod): void {
  const { namespace, name } = pod.metadata;
  const measured = (resources: Resources = {}): Measured => ({
    requests: resources.requests ?? {},
    limits: resources.limits ?? {},
  });
  const bounds = itemsOf(store, namespace, "Container");
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  const perPod = (kind: "requests" | "limits"): Quantities =>
    Object.fromEntries(
      Object.entries(podAmounts(pod, kind)).map(([resource, value]) => [
        resource,
        formatQuantity(resource, value),
      ]),
    );
  refuse(type, name, [
    ...all.flatMap((container) =>
      bounds.flatMap((item) => violations(item, "Container", measured(container.resources))),
    ),
    ...itemsOf(store, namespace, "Pod").flatMap((item) =>
      violations(item, "Pod", { requests: perPod("requests"), limits: perPod("limits") }),
    ),
  ]);
}

/** Claims have requests alone, which the maximum then bounds. */
export function checkClaimLimits(store: ObjectStore, type: ResourceType, claim: Claim): void {
  const requests = (claim.spec.resources?.requests ?? {}) as Quantities;
  const found = itemsOf(store, claim.metadata.namespace, "PersistentVolumeClaim").flatMap((item) => [
    ...violations({ type: item.type, ...(item.min && { min: item.min }) }, item.type, {
      requests,
      limits: {},
    }),
    ...Object.entries(item.max ?? {})
      .filter(([name, bound]) => amount(requests[name]) > amount(bound))
      .map(
        ([name, bound]) =>
          `maximum ${name} usage per ${item.type} is ${bound}, but request is ${requests[name]}`,
      ),
  ]);
  refuse(type, claim.metadata.name, found);
}
