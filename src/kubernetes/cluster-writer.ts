import type { JsonPatch } from "../domain/json-patch.ts";
import type { ObjectRef } from "../domain/object-ref.ts";
import type { KubernetesObject } from "./cluster-reader.ts";

/** Our name in managedFields. */
export const FIELD_MANAGER = "kube-autofix";

export interface PatchRequest {
  target: ObjectRef;
  /** Such as "resize"; absent for the object itself. */
  subresource?: string;
  patch: JsonPatch;
  dryRun: boolean;
}

export interface DeletePodRequest {
  pod: { namespace: string; name: string; uid: string };
  dryRun: boolean;
}

export interface EvictPodRequest {
  pod: { namespace: string; name: string; uid: string };
  dryRun: boolean;
}

export interface CreateRequest {
  /** With apiVersion, kind, metadata.name and metadata.namespace. An AlreadyExists answer is a `conflict`. */
  manifest: KubernetesObject;
  dryRun: boolean;
}

export interface EventRequest {
  /** Makes the event's name, so that a second creation of the same one is answered as done. */
  key: string;
  about: ObjectRef;
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  at: Date;
}

/**
 * Changes the cluster; importable by remediation/ alone. Methods throw OperationError: `conflict` where a `test`
 * operation or a precondition failed, `invalid` where the server refuses the object, `forbidden` where RBAC or
 * admission does, `not-found`, `timeout` and `unavailable` (both: it is not known whether the write happened).
 */
export interface ClusterWriter {
  /** Sends a JSON Patch (RFC 6902) with our field manager; returns the object as it is (or would be) afterwards. */
  patch(request: PatchRequest, signal: AbortSignal): Promise<KubernetesObject>;
  /** Deletes one pod with its UID as a precondition. */
  deletePod(request: DeletePodRequest, signal: AbortSignal): Promise<void>;
  /**
   * Evicts one pod through its `eviction` subresource, so that budgets hold. `conflict` where a budget refuses it now
   * (429) or the UID differs; `not-found` where it is gone.
   */
  evictPod(request: EvictPodRequest, signal: AbortSignal): Promise<void>;
  /** Creates one object; used for a Job that is run again and a Service that is made again, and for nothing else. */
  create(request: CreateRequest, signal: AbortSignal): Promise<KubernetesObject>;
  createEvent(request: EventRequest, signal: AbortSignal): Promise<void>;
}
