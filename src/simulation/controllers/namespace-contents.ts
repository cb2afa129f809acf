import type { ApiMachinery } from "../api/api-machinery.ts";
import { MANAGER } from "./controller.ts";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n";

/**
 * Gives each namespace its account and the certificate that pods mount. At once and not by the queue: whoever makes a
 * namespace and a pod in one breath means the pod to start.
 */
export function runNamespaceContents(api: ApiMachinery): () => void {
  return api.store.onChange(({ resource, type, object }) => {
    const isNamespace = resource === "namespaces" && type !== "DELETED";
    const namespace = isNamespace ? object.metadata.name : (object.metadata.namespace ?? "");
    const isLost =
      type === "DELETED" &&
      ((resource === "serviceaccounts" && object.metadata.name === "default") ||
        (resource === "configmaps" && object.metadata.name === "kube-root-ca.crt"));
    if (!isNamespace && !isLost) return;
    const kept = api.store.get("namespaces", "", namespace);
    if (!kept || kept.metadata.deletionTimestamp !== undefined) return;
    const make = (of: string, content: { kind: string; name: string; data?: object }) => {
      const { kind, name, ...rest } = content;
      if (!api.store.get(of, namespace, name))
        api.create(of, { apiVersion: "v1", kind, metadata: { name, namespace }, ...rest }, MANAGER);
    };
    make("serviceaccounts", { kind: "ServiceAccount", name: "default" });
    make("configmaps", { kind: "ConfigMap", name: "kube-root-ca.crt", data: { "ca.crt": CERTIFICATE } });
  });
}
