import type { KubernetesObject } from "../../src/kubernetes/cluster-reader.ts";

export function made(apiVersion: string, kind: string, name: string, more: Record<string, unknown> = {}) {
  const { labels, ...rest } = more as { labels?: Record<string, string> };
  const metadata = { name, namespace: "ns", uid: `uid-${kind}-${name}`, labels: labels ?? {} };
  const object: KubernetesObject = { apiVersion, kind, metadata, ...rest };
  return object;
}

export function owned(object: KubernetesObject, owner: KubernetesObject): KubernetesObject {
  const { apiVersion, kind } = owner;
  const { name, uid } = owner.metadata;
  const reference = { apiVersion, kind, name, uid: uid ?? "", controller: true };
  return { ...object, metadata: { ...object.metadata, ownerReferences: [reference] } };
}
