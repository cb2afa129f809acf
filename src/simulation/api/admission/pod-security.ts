import type { ObjectStore } from "../../store/object-store.ts";
import type { Pod } from "../../store/objects.ts";
import type { ResourceType } from "../../store/resource-types.ts";
import { forbidden } from "../status-error.ts";
import { BASELINE } from "./pod-security-baseline.ts";
import { RESTRICTED } from "./pod-security-restricted.ts";

const LABEL = "pod-security.kubernetes.io/enforce";

/** Refuses a pod that the standard of its namespace forbids. Source: staging/src/k8s.io/pod-security-admission. */
export function enforcePodSecurity(store: ObjectStore, type: ResourceType, pod: Pod): void {
  const labels = store.get("namespaces", "", pod.metadata.namespace ?? "")?.metadata.labels ?? {};
  const level = labels[LABEL];
  if (level !== "baseline" && level !== "restricted") return;
  const checks = level === "baseline" ? BASELINE : RESTRICTED;
  const found = checks.flatMap((check) => {
    const violation = check(pod);
    return violation ? [`${violation[0]} (${violation[1]})`] : [];
  });
  if (found.length === 0) return;
  const version = labels[`${LABEL}-version`] ?? "latest";
  const standard = JSON.stringify(`${level}:${version}`);
  throw forbidden(type, pod.metadata.name, `violates PodSecurity ${standard}: ${found.join(", ")}`);
}
