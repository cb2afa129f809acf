import { createHash } from "node:crypto";
import { OperationError } from "../core/errors.ts";
import { describeRef } from "../domain/object-ref.ts";
import { type ApiConnection, createApiConnection } from "./api-connection.ts";
import { errorOfAnswer } from "./api-error.ts";
import {
  type ClusterWriter,
  type CreateRequest,
  type DeletePodRequest,
  type EventRequest,
  type EvictPodRequest,
  FIELD_MANAGER,
  type PatchRequest,
} from "./cluster-writer.ts";
import { parseJson, parseObject } from "./kubernetes-object.ts";
import type { LiveClusterOptions } from "./live-cluster-reader.ts";
import { isPathSegment, isPossibleName } from "./object-name.ts";
import { onlyDryRuns } from "./only-dry-runs.ts";
import { collectionPath, createResources, type Resources } from "./resource-paths.ts";

/** The server's bound on a message in the events.k8s.io form, which both forms share in storage. */
const MAX_EVENT_MESSAGE = 1024;

export function createLiveClusterWriter(options: LiveClusterOptions): ClusterWriter {
  const live = createApiConnection(options);
  const connection = options.isDryRun === true ? onlyDryRuns(live) : live;
  const resources = createResources({ connection, clock: options.clock });
  return {
    patch: (request, signal) => patch(connection, resources, request, signal),
    deletePod: (request, signal) => deletePod(connection, request, signal),
    evictPod: (request, signal) => evictPod(connection, request, signal),
    create: (request, signal) => create(connection, resources, request, signal),
    createEvent: (request, signal) => createEvent(connection, request, signal),
  };
}

async function patch(
  connection: ApiConnection,
  resources: Resources,
  request: PatchRequest,
  signal: AbortSignal,
) {
  const { target, subresource } = request;
  assertSegment(target.name);
  const resource = await resources.ofKind(target.apiVersion, target.kind, signal);
  const base = `${collectionPath(target.apiVersion, resource, target.namespace)}/${encodeURIComponent(target.name)}`;
  const what = `patch ${describeRef(target)}${request.dryRun ? " (dry run)" : ""}`;
  const answer = await connection.send({
    verb: "patch",
    path: subresource === undefined ? base : `${base}/${encodeURIComponent(subresource)}`,
    query: { fieldManager: FIELD_MANAGER, dryRun: request.dryRun ? "All" : undefined },
    body: request.patch,
    contentType: "application/json-patch+json",
    what,
    signal,
  });
  if (answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
  return parseObject(parseJson(answer.text, what), target, what);
}

async function deletePod(connection: ApiConnection, request: DeletePodRequest, signal: AbortSignal) {
  const { namespace, name, uid } = request.pod;
  assertSegment(namespace);
  assertSegment(name);
  const what = `delete pod ${namespace}/${name}${request.dryRun ? " (dry run)" : ""}`;
  const answer = await connection.send({
    verb: "delete",
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}`,
    // With a body the server looks at that alone, and a dryRun in the query would be a deletion: there it tells whoever reads its log.
    query: { dryRun: request.dryRun ? "All" : undefined },
    body: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid },
      ...(request.dryRun ? { dryRun: ["All"] } : {}),
    },
    what,
    signal,
  });
  if (answer.code !== 200 && answer.code !== 202) throw errorOfAnswer(what, answer.code, answer.text);
}

/** The answer 429 means that a budget refuses the eviction now. https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
async function evictPod(connection: ApiConnection, request: EvictPodRequest, signal: AbortSignal) {
  const { namespace, name, uid } = request.pod;
  assertSegment(namespace);
  assertSegment(name);
  const what = `evict pod ${namespace}/${name}${request.dryRun ? " (dry run)" : ""}`;
  const answer = await connection.send({
    verb: "create",
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/eviction`,
    query: { dryRun: request.dryRun ? "All" : undefined },
    body: {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid }, ...(request.dryRun ? { dryRun: ["All"] } : {}) },
    },
    what,
    signal,
  });
  if (answer.code === 429)
    throw new OperationError(`could not ${what}: a disruption budget refuses it now`, {
      reason: "conflict",
      retryable: false,
    });
  if (answer.code !== 200 && answer.code !== 201) throw errorOfAnswer(what, answer.code, answer.text);
}

async function create(
  connection: ApiConnection,
  resources: Resources,
  request: CreateRequest,
  signal: AbortSignal,
) {
  const { manifest, dryRun } = request;
  const { name, namespace = "" } = manifest.metadata;
  assertSegment(name);
  const resource = await resources.ofKind(manifest.apiVersion, manifest.kind, signal);
  const what = `create ${describeRef({ kind: manifest.kind, namespace, name })}${dryRun ? " (dry run)" : ""}`;
  const answer = await connection.send({
    verb: "create",
    path: collectionPath(manifest.apiVersion, resource, namespace),
    query: { fieldManager: FIELD_MANAGER, dryRun: dryRun ? "All" : undefined },
    body: manifest,
    what,
    signal,
  });
  if (answer.code !== 201 && answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
  return parseObject(parseJson(answer.text, what), manifest, what);
}

/** An Event about a cluster-scoped object lives in `default`, as those of the kubelet about its node do. */
async function createEvent(connection: ApiConnection, request: EventRequest, signal: AbortSignal) {
  const { about } = request;
  const namespace = about.namespace === "" ? "default" : about.namespace;
  assertSegment(namespace);
  const at = request.at.toISOString().replace(/\.\d+Z$/, "Z");
  const what = `create an event about ${describeRef(about)}`;
  const answer = await connection.send({
    verb: "create",
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    query: { fieldManager: FIELD_MANAGER },
    body: {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: eventName(request), namespace },
      involvedObject: {
        apiVersion: about.apiVersion,
        kind: about.kind,
        name: about.name,
        ...(about.namespace === "" ? {} : { namespace: about.namespace }),
        ...(about.uid === "" ? {} : { uid: about.uid }),
      },
      type: request.type,
      reason: request.reason,
      message: request.message.slice(0, MAX_EVENT_MESSAGE),
      source: { component: FIELD_MANAGER },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
    },
    what,
    signal,
  });
  const isDone = answer.code === 201 || answer.code === 409;
  if (!isDone) throw errorOfAnswer(what, answer.code, answer.text);
}

/** Named as Kubernetes names events, `object.hash`, with the key in place of the time. */
function eventName(request: EventRequest): string {
  const hash = createHash("sha256").update(request.key).digest("hex").slice(0, 16);
  const readable = request.about.name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, "-")
    .slice(0, 200)
    .replace(/^[.-]+|[.-]+$/g, "");
  return isPossibleName(readable) ? `${readable}.${hash}` : `kube-autofix.${hash}`;
}

function assertSegment(name: string): void {
  if (isPathSegment(name)) return;
  throw new OperationError(`${JSON.stringify(name.slice(0, 80))} cannot be the name of an object`, {
    reason: "invalid",
    retryable: false,
  });
}
