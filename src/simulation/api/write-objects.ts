import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { apiVersionOf } from "../store/resource-types.ts";
import type { ApiMachinery, WriteOptions } from "./api-machinery.ts";
import type { DeleteOptions } from "./delete-object.ts";
import { fromEventsV1 } from "./events-v1.ts";
import { isApply, PATCH_TYPES, patched } from "./patch-object.ts";
import { matcherOf, shown } from "./read-objects.ts";
import { type ApiRequest, parseObject } from "./request.ts";
import { badRequest, modified, notFound, unsupportedMediaType } from "./status-error.ts";

export interface Answer {
  code: number;
  body: object;
}

const optionsOf = (request: ApiRequest): WriteOptions => ({
  manager: request.manager,
  dryRun: request.dryRun,
  operation: request.method === "PATCH" && isApply(request) ? "Apply" : "Update",
  ...(request.subresource !== undefined && { subresource: request.subresource }),
});

/** The body as an object of the request's kind and namespace. */
export function givenObject(request: ApiRequest): KubernetesObject {
  const body = parseObject(request.body, request.type.kind) as KubernetesObject;
  const { kind, type } = { kind: body.kind ?? request.type.kind, type: request.type };
  if (kind !== type.kind)
    throw badRequest(
      `${kind} in version "${type.version}" cannot be handled as a ${type.kind}: converting (${type.version}.${kind}) to (${type.group || "core"}.${type.kind}): unknown conversion`,
    );
  const namespace = body.metadata?.namespace;
  if (namespace && request.namespace && namespace !== request.namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  const place = request.namespace === undefined ? {} : { namespace: request.namespace };
  const object = { ...body, kind, metadata: { ...body.metadata, ...place } };
  return type.group === "events.k8s.io"
    ? fromEventsV1(object)
    : { ...object, apiVersion: apiVersionOf(type) };
}

export function createObject(api: ApiMachinery, request: ApiRequest): Answer {
  const object = api.create(request.resource, givenObject(request), optionsOf(request));
  return { code: 201, body: shown(request, object) };
}

export function replaceObject(api: ApiMachinery, request: ApiRequest): Answer {
  const object = givenObject(request);
  if (object.metadata.name !== request.name)
    throw badRequest(
      `the name of the object (${object.metadata.name}) does not match the name on the URL (${request.name})`,
    );
  return { code: 200, body: shown(request, api.update(request.resource, object, optionsOf(request))) };
}

export function patchObject(api: ApiMachinery, request: ApiRequest): Answer {
  if (!PATCH_TYPES.includes(request.contentType)) throw unsupportedMediaType();
  const name = request.name ?? "";
  const current = api.store.get(request.resource, request.namespace ?? "", name);
  if (!current && !isApply(request)) throw notFound(request.type, name);
  const next = patched(request, current);
  if (!current) {
    const place = request.namespace === undefined ? {} : { namespace: request.namespace };
    const named = { ...next, metadata: { ...next.metadata, name, ...place } };
    return { code: 201, body: shown(request, api.create(request.resource, named, optionsOf(request))) };
  }
  if (next.metadata.name !== name)
    throw badRequest("the name of the object does not match the name on the URL");
  const version = next.metadata.resourceVersion;
  if (version !== undefined && version !== current.metadata.resourceVersion)
    throw modified(request.type, name);
  return { code: 200, body: shown(request, api.update(request.resource, next, optionsOf(request))) };
}

function deleteOptionsOf(request: ApiRequest): DeleteOptions {
  const body =
    request.body === "" ? {} : (parseObject(request.body, "DeleteOptions") as Record<string, unknown>);
  const grace = request.query.get("gracePeriodSeconds");
  const policy = request.query.get("propagationPolicy");
  const { preconditions, propagationPolicy, gracePeriodSeconds, dryRun } = body as DeleteOptions & {
    dryRun?: unknown;
  };
  return {
    ...(preconditions && { preconditions }),
    ...((propagationPolicy ?? policy) && { propagationPolicy: propagationPolicy ?? policy ?? "" }),
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    dryRun: request.dryRun || (Array.isArray(dryRun) && dryRun.includes("All")),
  };
}

export function deleteOne(api: ApiMachinery, request: ApiRequest): Answer {
  const name = request.name ?? "";
  const options = deleteOptionsOf(request);
  const { object, isGone } = api.remove(request.resource, request.namespace ?? "", name, options);
  // Pods are answered as objects, other kinds only while they wait for something.
  if (request.resource === "pods" || !isGone) return { code: 200, body: shown(request, object) };
  const { group, plural } = request.type;
  return {
    code: 200,
    body: {
      ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" },
      details: { name, ...(group !== "" && { group }), kind: plural, uid: object.metadata.uid },
    },
  };
}

export function deleteMany(api: ApiMachinery, request: ApiRequest): Answer {
  const matches = matcherOf(request);
  const options = deleteOptionsOf(request);
  const items = api.store.list(request.resource, request.namespace).filter(matches);
  for (const { metadata } of items)
    api.remove(request.resource, metadata.namespace ?? "", metadata.name, options);
  const { kind } = request.type;
  const list = { kind: `${kind}List`, apiVersion: apiVersionOf(request.type) };
  return {
    code: 200,
    body: { ...list, metadata: { resourceVersion: String(api.store.revision()) }, items },
  };
}
