import type { KubernetesObject } from "../kubernetes/cluster-reader.ts";
import type { ApiMachinery } from "./api/api-machinery.ts";
import { withRemovals } from "./patch/removals.ts";
import { applyStrategicMergePatch } from "./patch/strategic-merge-patch.ts";
import { storageKey } from "./store/object-store.ts";

const APPLIER = { manager: "kubectl-client-side-apply" };

/** Creates or changes each object in the manner of `kubectl apply`, with the namespaces that they name. */
export function applyObjects(api: ApiMachinery, objects: readonly KubernetesObject[]): void {
  for (const given of objects) {
    const type = api.typeOf(given.apiVersion, given.kind);
    if (!type) throw new Error(`the simulated cluster does not know ${given.apiVersion} ${given.kind}`);
    const resource = storageKey(type);
    const namespace = type.namespaced ? (given.metadata.namespace ?? "default") : "";
    if (namespace !== "") ensureNamespace(api, namespace);
    const placed = namespace === "" ? given : { ...given, metadata: { ...given.metadata, namespace } };
    const current = api.store.get(resource, namespace, given.metadata.name);
    const object = annotated(placed);
    if (current) {
      const patch = withRemovals(lastApplied(current), object);
      api.update(resource, applyStrategicMergePatch(current, patch) as KubernetesObject, APPLIER);
    } else api.create(resource, object, APPLIER);
  }
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

function lastApplied(object: KubernetesObject): unknown {
  const text = object.metadata.annotations?.[LAST_APPLIED];
  return text === undefined ? undefined : JSON.parse(text);
}

function annotated(object: KubernetesObject): KubernetesObject {
  const annotations = { ...object.metadata.annotations, [LAST_APPLIED]: `${JSON.stringify(object)}\n` };
  return { ...structuredClone(object), metadata: { ...structuredClone(object.metadata), annotations } };
}

function ensureNamespace(api: ApiMachinery, name: string): void {
  if (api.store.get("namespaces", "", name)) return;
  api.create("namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } }, APPLIER);
}
