import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Container, LabelSelector, Pod } from "../store/objects.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { patched } from "./patch-object.ts";
import { getObject } from "./read-objects.ts";
import { type ApiRequest, parseObject } from "./request.ts";
import { badRequest, methodNotAllowed, modified } from "./status-error.ts";
import type { Answer } from "./write-objects.ts";

const selectorText = (selector: LabelSelector | undefined): string =>
  Object.entries(selector?.matchLabels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");

function scaleOf(object: KubernetesObject): KubernetesObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const spec = object.spec as { replicas?: number; selector?: LabelSelector };
  const status = object.status as { replicas?: number } | undefined;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubernetesObject["metadata"],
    spec: spec.replicas ? { replicas: spec.replicas } : {},
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec.selector) },
  };
}

export function serveScale(api: ApiMachinery, request: ApiRequest): Answer {
  const current = getObject(api, request);
  if (request.method === "GET") return { code: 200, body: scaleOf(current) };
  const isPatch = request.method === "PATCH";
  if (!isPatch && request.method !== "PUT") throw methodNotAllowed();
  const next = isPatch
    ? patched(request, scaleOf(current))
    : (parseObject(request.body, "Scale") as KubernetesObject);
  const version = next.metadata?.resourceVersion;
  if (version && version !== current.metadata.resourceVersion)
    throw modified(request.type, current.metadata.name);
  const { replicas = 0 } = (next.spec ?? {}) as { replicas?: number };
  const scaled = { ...current, spec: { ...(current.spec as object), replicas } };
  const { manager, dryRun } = request;
  const written = api.update(request.resource, scaled, { manager, dryRun, subresource: "scale" });
  return { code: 200, body: scaleOf(written) };
}

/** Only resources of containers change through this door: what else a request asks for is left out. */
export function serveResize(api: ApiMachinery, request: ApiRequest): Answer {
  const current = getObject(api, request) as Pod;
  if (request.method === "GET") return { code: 200, body: current };
  if (request.method !== "PATCH" && request.method !== "PUT") throw methodNotAllowed();
  const isPatch = request.method === "PATCH";
  const next = (isPatch ? patched(request, current) : parseObject(request.body, "Pod")) as Pod;
  const version = next.metadata?.resourceVersion;
  if (version && version !== current.metadata.resourceVersion)
    throw modified(request.type, current.metadata.name);
  const resized = (list: Container[], asked: Container[] | undefined) =>
    list.map((container) => {
      const resources = asked?.find(({ name }) => name === container.name)?.resources;
      return resources ? { ...container, resources } : container;
    });
  const containers = resized(current.spec.containers, next.spec?.containers);
  const pod = { ...current, spec: { ...current.spec, containers } };
  const { manager, dryRun } = request;
  return { code: 200, body: api.update("pods", pod, { manager, dryRun, subresource: "resize" }) };
}

/** Which log a request asks for. Throws what the server answers for a container that is not there. */
export function containerOfLog(pod: Pod, asked: string | null): string {
  const all = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  const [first, ...others] = pod.spec.containers.map(({ name }) => name);
  const { name } = pod.metadata;
  if (asked !== null && asked !== "") {
    if (all.includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  if (first !== undefined && others.length === 0) return first;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(" ")}]`);
}
