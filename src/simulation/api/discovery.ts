import { apiVersionOf, type ResourceType } from "../store/resource-types.ts";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const SUBRESOURCE_KINDS: Record<string, { kind: string; group?: string; version?: string; verbs: string[] }> =
  {
    scale: { kind: "Scale", group: "autoscaling", version: "v1", verbs: ["get", "patch", "update"] },
    eviction: { kind: "Eviction", group: "policy", version: "v1", verbs: ["create"] },
    binding: { kind: "Binding", verbs: ["create"] },
    log: { kind: "Pod", verbs: ["get"] },
  };

/** Answers of /version, /api, /apis and the lists below them; undefined for any other path. */
export function discover(types: readonly ResourceType[], pathname: string, host: string): object | undefined {
  if (pathname === "/version")
    return {
      ...{ major: "1", minor: "34", gitVersion: "v1.34.4", gitCommit: "unknown", gitTreeState: "clean" },
      ...{
        buildDate: "2026-01-01T00:00:00Z",
        goVersion: "go1.26.8",
        compiler: "gc",
        platform: "linux/amd64",
      },
    };
  if (pathname === "/api")
    return {
      kind: "APIVersions",
      versions: ["v1"],
      serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: host }],
    };
  const groups = [...new Set(types.map((type) => type.group))].filter((group) => group !== "");
  if (pathname === "/apis")
    return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map((group) => groupOf(types, group)) };
  const match = /^\/(?:api|apis\/([^/]+))(?:\/([^/]+))?$/.exec(pathname);
  if (!match) return undefined;
  const [, group = "", version] = match;
  if (!types.some((type) => type.group === group)) return undefined;
  if (version === undefined) return { kind: "APIGroup", apiVersion: "v1", ...groupOf(types, group) };
  const groupVersion = apiVersionOf({ group, version });
  const served = types.filter((type) => apiVersionOf(type) === groupVersion);
  if (served.length === 0) return undefined;
  const resources = served.flatMap(resourcesOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { kind: "APIResourceList", ...(group !== "" && { apiVersion: "v1" }), groupVersion, resources };
}

function groupOf(types: readonly ResourceType[], group: string) {
  const versions = [...new Set(types.filter((type) => type.group === group).map((type) => type.version))];
  const listed = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions: listed, preferredVersion: listed[0] };
}

function resourcesOf(type: ResourceType) {
  const { plural, namespaced, kind } = type;
  const isReview = plural === "selfsubjectaccessreviews";
  const own = {
    ...{ name: plural, singularName: kind.toLowerCase(), namespaced, kind },
    verbs: isReview ? ["create"] : VERBS,
    ...(type.shortNames && { shortNames: type.shortNames }),
  };
  const subresources = type.subresources.map((name) => ({
    ...{ name: `${plural}/${name}`, singularName: "", namespaced },
    ...(SUBRESOURCE_KINDS[name] ?? { kind, verbs: ["get", "patch", "update"] }),
  }));
  return [own, ...subresources];
}
