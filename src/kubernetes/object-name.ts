/** DNS-1123 subdomain, which pods, workloads, nodes, claims and services are named by (services by a stricter one). */
const DNS_NAME = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME_LENGTH = 253;
const MAX_NAMESPACE_LENGTH = 63;

export function isPossibleName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && DNS_NAME.test(name);
}

export function isPossibleNamespace(namespace: string): boolean {
  return namespace.length <= MAX_NAMESPACE_LENGTH && DNS_NAME.test(namespace) && !namespace.includes(".");
}

/**
 * Whether a text can stand as one segment of a request's path; some kinds (RBAC) have names that DNS does not allow.
 * Source: k8s.io/apimachinery pkg/api/validation/path.
 */
export function isPathSegment(text: string): boolean {
  return text !== "" && text !== "." && text !== ".." && !/[/%]/.test(text);
}

/** For a sentence about a name that must not be trusted: printable and short. */
export function quoteName(name: string): string {
  const shown = JSON.stringify(name.slice(0, 80));
  return name.length > 80 ? `${shown}...` : shown;
}
