import type { ApiMachinery } from "./api-machinery.ts";
import { evictPod } from "./evict-pod.ts";
import { getObject, listObjects } from "./read-objects.ts";
import { type ApiRequest, parseObject } from "./request.ts";
import { methodNotAllowed } from "./status-error.ts";
import { serveResize, serveScale } from "./subresources.ts";
import {
  type Answer,
  createObject,
  deleteMany,
  deleteOne,
  patchObject,
  replaceObject,
} from "./write-objects.ts";

/** Answers a request for objects; watches and logs are streams and are served elsewhere. */
export function handleRequest(api: ApiMachinery, request: ApiRequest): Answer {
  if (request.type.plural === "selfsubjectaccessreviews") return reviewAccess(request);
  switch (request.subresource) {
    case "scale":
      return serveScale(api, request);
    case "resize":
      return serveResize(api, request);
    case "eviction":
      if (request.method !== "POST") throw methodNotAllowed();
      return evictPod(api, request);
    default:
      return request.name === undefined ? onCollection(api, request) : onObject(api, request);
  }
}

function onCollection(api: ApiMachinery, request: ApiRequest): Answer {
  switch (request.method) {
    case "GET":
      return { code: 200, body: listObjects(api, request) };
    case "POST":
      return createObject(api, request);
    case "DELETE":
      return deleteMany(api, request);
    default:
      throw methodNotAllowed();
  }
}

function onObject(api: ApiMachinery, request: ApiRequest): Answer {
  switch (request.method) {
    case "GET":
      return { code: 200, body: getObject(api, request) };
    case "PUT":
      return replaceObject(api, request);
    case "PATCH":
      return patchObject(api, request);
    case "DELETE":
      if (request.subresource !== undefined) throw methodNotAllowed();
      return deleteOne(api, request);
    default:
      throw methodNotAllowed();
  }
}

/** Everything is allowed here: the simulated cluster has no RBAC. */
function reviewAccess(request: ApiRequest): Answer {
  if (request.method !== "POST") throw methodNotAllowed();
  const { spec } = parseObject(request.body, request.type.kind);
  const head = { kind: request.type.kind, apiVersion: "authorization.k8s.io/v1" };
  return { code: 201, body: { ...head, metadata: {}, spec, status: { allowed: true } } };
}
