import type { ObjectRef } from "../domain/object-ref.ts";

/** An object as the API server returned it, not passed through any model class that would drop unknown fields. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
    managedFields?: {
      manager?: string;
      operation?: string;
      subresource?: string;
      time?: string;
      fieldsV1?: unknown;
    }[];
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

export interface ListOptions {
  /** Absent: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** At most this many objects; the answer says whether there are more. */
  limit?: number;
}

export interface ObjectList {
  items: KubernetesObject[];
  isTruncated: boolean;
}

export interface LogOptions {
  namespace: string;
  pod: string;
  container: string;
  previous: boolean;
  tailLines: number;
  limitBytes: number;
}

/**
 * Reads the cluster. Every method throws OperationError with `timeout`, `unavailable` (both retryable), `forbidden`
 * or `other`; a missing object is `undefined`, never an error.
 */
export interface ClusterReader {
  /** UID of the kube-system namespace, which identifies the cluster. */
  clusterId(signal: AbortSignal): Promise<string>;
  get(
    ref: Pick<ObjectRef, "apiVersion" | "kind" | "namespace" | "name">,
    signal: AbortSignal,
  ): Promise<KubernetesObject | undefined>;
  list(
    type: { apiVersion: string; kind: string },
    options: ListOptions,
    signal: AbortSignal,
  ): Promise<ObjectList>;
  /** The log's text, not redacted; undefined where the container or its previous instance has none. */
  logs(options: LogOptions, signal: AbortSignal): Promise<string | undefined>;
  /** Whether the server serves a resource or subresource, such as ("v1", "pods/resize"). Cached for minutes. */
  serves(apiVersion: string, resource: string, signal: AbortSignal): Promise<boolean>;
}
