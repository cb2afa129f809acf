import type { NewSignal } from "../domain/signal.ts";
import type { KubernetesObject } from "./cluster-reader.ts";
import { symptomsOfEvent } from "./event-symptoms.ts";
import { symptomsOfPod } from "./pod-symptoms.ts";
import { groupVersionPath } from "./resource-paths.ts";
import { symptomsOfRollout } from "./rollout-symptoms.ts";

export interface WatchedKind {
  type: { apiVersion: string; kind: string };
  plural: string;
  fieldSelector?: string;
  /** What an object shows by itself, at once. */
  symptoms?(object: KubernetesObject): NewSignal[];
  isClusterScoped?: boolean;
  /** Silent faults alone show in it: where it may not be read, or is not served, the rest goes on. */
  isOptional?: boolean;
}

const silent = (apiVersion: string, kind: string, plural: string): WatchedKind => ({
  type: { apiVersion, kind },
  plural,
  isOptional: true,
});

export const WATCHED: readonly WatchedKind[] = [
  { type: { apiVersion: "v1", kind: "Pod" }, plural: "pods", symptoms: symptomsOfPod },
  {
    type: { apiVersion: "apps/v1", kind: "Deployment" },
    plural: "deployments",
    symptoms: symptomsOfRollout,
  },
  {
    type: { apiVersion: "v1", kind: "Event" },
    plural: "events",
    fieldSelector: "type=Warning",
    symptoms: (event) => [symptomsOfEvent(event) ?? []].flat(),
  },
  silent("v1", "Service", "services"),
  silent("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  silent("apps/v1", "StatefulSet", "statefulsets"),
  silent("apps/v1", "DaemonSet", "daemonsets"),
  silent("networking.k8s.io/v1", "Ingress", "ingresses"),
  silent("autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  silent("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  silent("v1", "PersistentVolumeClaim", "persistentvolumeclaims"),
  { ...silent("v1", "Node", "nodes"), isClusterScoped: true },
  { ...silent("v1", "Namespace", "namespaces"), isClusterScoped: true },
];

export type WatchPath = WatchedKind & { path: string; namespace: string | undefined };

/** Watching some namespaces alone, the service looks at nothing that is outside of all. */
export function watchPaths(namespaces: readonly string[]): WatchPath[] {
  return WATCHED.flatMap((kind): WatchPath[] => {
    const root = groupVersionPath(kind.type.apiVersion);
    if (namespaces.length === 0) return [{ ...kind, path: `${root}/${kind.plural}`, namespace: undefined }];
    if (kind.isClusterScoped === true) return [];
    return namespaces.map((namespace) => ({
      ...kind,
      path: `${root}/namespaces/${encodeURIComponent(namespace)}/${kind.plural}`,
      namespace,
    }));
  });
}
