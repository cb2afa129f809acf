import type { Denial } from "./denial.ts";

/** The least Role and binding that allow exactly what was refused. */
export function grantManifest({
  namespace,
  account,
  verb,
  resource,
  subresource,
  group,
  target,
}: Denial): string {
  const isCluster = target === "";
  const kind = isCluster ? "ClusterRole" : "Role";
  const name = `${account}-${verb}-${resource}`.replaceAll(".", "-").slice(0, 60);
  const scope = isCluster ? [] : [`  namespace: ${target}`];
  return [
    "apiVersion: rbac.authorization.k8s.io/v1",
    `kind: ${kind}`,
    "metadata:",
    `  name: ${name}`,
    ...scope,
    "rules:",
    `- apiGroups: ["${group}"]`,
    `  resources: ["${resource}${subresource === "" ? "" : `/${subresource}`}"]`,
    `  verbs: ["${verb}"]`,
    "---",
    "apiVersion: rbac.authorization.k8s.io/v1",
    `kind: ${kind}Binding`,
    "metadata:",
    `  name: ${name}`,
    ...scope,
    "roleRef:",
    "  apiGroup: rbac.authorization.k8s.io",
    `  kind: ${kind}`,
    `  name: ${name}`,
    "subjects:",
    "- kind: ServiceAccount",
    `  name: ${account}`,
    `  namespace: ${namespace}`,
    "",
  ].join("\n");
}
