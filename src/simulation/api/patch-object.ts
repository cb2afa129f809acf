import { parse } from "yaml";
import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { applyJsonPatch, type PatchOperation } from "../patch/json-patch.ts";
import { applyMergePatch } from "../patch/merge-patch.ts";
import { applyConfiguration } from "../patch/server-side-apply.ts";
import { applyStrategicMergePatch } from "../patch/strategic-merge-patch.ts";
import type { ApiRequest } from "./request.ts";
import { badRequest, invalidOptions, patchFailed, unsupportedMediaType } from "./status-error.ts";

const MAX_OPERATIONS = 10_000;

export const isApply = (request: ApiRequest): boolean =>
  request.contentType === "application/apply-patch+yaml" ||
  request.contentType === "application/apply-patch+json";

/** What the request's patch makes of the object. Throws StatusError. */
export function patched(request: ApiRequest, current: KubernetesObject | undefined): KubernetesObject {
  const isForced = request.query.get("force") === "true";
  if (isApply(request)) {
    if (!request.query.get("fieldManager"))
      throw invalidOptions("PatchOptions", {
        reason: "FieldValueRequired",
        message: "Required value: is required for apply patch",
        field: "fieldManager",
      });
    const applied = decoded(() => parse(request.body)) as KubernetesObject;
    return applyConfiguration(current, applied, { manager: request.manager, isForced });
  }
  const patch = decoded(() => JSON.parse(request.body));
  switch (request.contentType) {
    case "application/json-patch+json":
      return jsonPatched(current, patch, ESCAPED_BY_GO.test(request.body));
    case "application/merge-patch+json":
      return applyMergePatch(current, patch) as KubernetesObject;
    case "application/strategic-merge-patch+json":
      return applyStrategicMergePatch(current, patch) as KubernetesObject;
    default:
      throw unsupportedMediaType();
  }
}

function decoded(parsed: () => unknown): unknown {
  try {
    return parsed();
  } catch (error) {
    throw badRequest(`error decoding patch: ${String(error)}`);
  }
}

function jsonPatched(
  current: KubernetesObject | undefined,
  patch: unknown,
  isUnescaped: boolean,
): KubernetesObject {
  if (!Array.isArray(patch)) throw badRequest("error decoding patch: the patch is not a list");
  if (patch.length > MAX_OPERATIONS)
    throw badRequest("the allowed maximum operations in a JSON patch is 10000");
  const comparesText = isUnescaped && patch.some(({ op, value }) => op === "test" && holdsEscaped(value));
  if (comparesText) throw patchFailed();
  try {
    return applyJsonPatch(current as KubernetesObject, patch as PatchOperation[]);
  } catch {
    // The server does not say which operation failed.
    throw patchFailed();
  }
}

/** A real server tests a string byte for byte with its own text, in which these are escapes. */
const ESCAPED_BY_GO = /[<>&\u2028\u2029]/;

function holdsEscaped(value: unknown): boolean {
  return ESCAPED_BY_GO.test(JSON.stringify(value) ?? "");
}

export const PATCH_TYPES: readonly string[] = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "application/apply-patch+json",
];
