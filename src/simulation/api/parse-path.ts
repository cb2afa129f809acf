import { apiVersionOf, type ResourceType } from "../store/resource-types.ts";

export interface ApiPath {
  type: ResourceType;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

function decodedParts(pathname: string): string[] | undefined {
  try {
    return pathname.split("/").filter(Boolean).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** What a resource path names, or undefined where the server has no such resource. */
export function parseApiPath(types: readonly ResourceType[], pathname: string): ApiPath | undefined {
  const parts = decodedParts(pathname);
  if (!parts) return undefined;
  const isCore = parts[0] === "api";
  const apiVersion = isCore ? parts[1] : `${parts[1]}/${parts[2]}`;
  const rest = parts.slice(isCore ? 2 : 3);
  const isNamespaced =
    rest[0] === "namespaces" && rest.length > 2 && !["status", "finalize"].includes(rest[2] ?? "");
  const [plural, name, subresource, ...more] = isNamespaced ? rest.slice(2) : rest;
  const type = types.find((item) => apiVersionOf(item) === apiVersion && item.plural === plural);
  if (!type || more.length > 0 || (isNamespaced && !type.namespaced)) return undefined;
  if (name !== undefined && type.namespaced && !isNamespaced) return undefined;
  if (subresource !== undefined && !type.subresources.includes(subresource)) return undefined;
  return { type, namespace: isNamespaced ? rest[1] : undefined, name, subresource };
}
