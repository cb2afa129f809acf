import type { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "../core/clock.ts";
import { OperationError } from "../core/errors.ts";
import type { Tracing } from "../core/tracing.ts";
import { describeRef } from "../domain/object-ref.ts";
import { type ApiConnection, createApiConnection } from "./api-connection.ts";
import { errorOfAnswer } from "./api-error.ts";
import type { ClusterReader, KubernetesObject, ListOptions, LogOptions } from "./cluster-reader.ts";
import { parseJson, parseList, parseObject } from "./kubernetes-object.ts";
import { isPathSegment } from "./object-name.ts";
import { collectionPath, createResources } from "./resource-paths.ts";
import { sharingLists } from "./shared-lists.ts";

export interface LiveClusterOptions {
  kubeConfig: KubeConfig;
  clock: Clock;
  /** For each request; wall time. */
  timeoutMs: number;
  onRequest?: (verb: string, code: string, ms: number) => void;
  tracing?: Tracing;
  /** Whoever writes gets no further than a dry run. */
  isDryRun?: boolean;
}

const PAGE_SIZE = 500;
/** The kubelet says so with status 200 where the log's file is already gone. */
const LOST_LOG = "unable to retrieve container logs for ";

export function createLiveClusterReader(options: LiveClusterOptions): ClusterReader {
  const connection = createApiConnection(options);
  const resources = createResources({ connection, clock: options.clock });
  let clusterId: string | undefined;

  const get: ClusterReader["get"] = async (ref, signal) => {
    if (!isPathSegment(ref.name)) return undefined;
    const resource = await resources.ofKind(ref.apiVersion, ref.kind, signal);
    const path = `${collectionPath(ref.apiVersion, resource, ref.namespace)}/${encodeURIComponent(ref.name)}`;
    const what = `read ${describeRef(ref)}`;
    const answer = await connection.send({ verb: "get", path, what, signal });
    if (answer.code === 404) return undefined;
    if (answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
    return parseObject(parseJson(answer.text, what), ref, what);
  };

  const list: ClusterReader["list"] = async (type, listOptions, signal) => {
    const resource = await resources.ofKind(type.apiVersion, type.kind, signal);
    const path = collectionPath(type.apiVersion, resource, listOptions.namespace);
    return listPages(connection, { type, path, listOptions, signal });
  };

  return {
    get,
    list: sharingLists(list),
    async clusterId(signal) {
      clusterId ??= await readClusterId(get, signal);
      return clusterId;
    },
    logs: (logOptions, signal) => readLogs(connection, logOptions, signal),
    serves: (apiVersion, resource, signal) => resources.serves(apiVersion, resource, signal),
  };
}

async function readClusterId(get: ClusterReader["get"], signal: AbortSignal): Promise<string> {
  const namespace = await get(
    { apiVersion: "v1", kind: "Namespace", namespace: "", name: "kube-system" },
    signal,
  );
  if (namespace?.metadata.uid !== undefined) return namespace.metadata.uid;
  throw new OperationError("the namespace kube-system, whose UID names the cluster, is not there", {
    reason: "other",
    retryable: false,
  });
}

interface ListRequest {
  type: { apiVersion: string; kind: string };
  path: string;
  listOptions: ListOptions;
  signal: AbortSignal;
}

/** Reads page after page; where the snapshot that they are cut from has expired (410), once more from the start. */
async function listPages(connection: ApiConnection, request: ListRequest) {
  const what = `list ${request.type.kind} objects`;
  const wanted = request.listOptions.limit ?? Number.POSITIVE_INFINITY;
  let items: KubernetesObject[] = [];
  let continueToken = "";
  let restarts = 0;
  for (;;) {
    const answer = await connection.send({
      verb: "list",
      path: request.path,
      query: {
        labelSelector: request.listOptions.labelSelector,
        fieldSelector: request.listOptions.fieldSelector,
        limit: String(Math.min(PAGE_SIZE, wanted - items.length)),
        continue: continueToken === "" ? undefined : continueToken,
      },
      what,
      signal: request.signal,
    });
    if (answer.code === 410 && continueToken !== "" && restarts < 3) {
      items = [];
      continueToken = "";
      restarts += 1;
      continue;
    }
    if (answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
    const page = parseList(answer.text, request.type, what);
    items.push(...page.items);
    continueToken = page.continueToken;
    if (continueToken === "" || items.length >= wanted)
      return { items: items.slice(0, wanted), isTruncated: continueToken !== "" || items.length > wanted };
  }
}

/** 404: no such pod; 204: it has no node yet; 400: the container has not started, or has no previous instance. */
async function readLogs(connection: ApiConnection, options: LogOptions, signal: AbortSignal) {
  if (!isPathSegment(options.pod) || !isPathSegment(options.namespace)) return undefined;
  const what = `read the log of pod ${options.namespace}/${options.pod}`;
  const answer = await connection.send({
    verb: "get",
    path: `/api/v1/namespaces/${encodeURIComponent(options.namespace)}/pods/${encodeURIComponent(options.pod)}/log`,
    query: {
      container: options.container,
      previous: options.previous ? "true" : undefined,
      tailLines: String(options.tailLines),
      limitBytes: String(options.limitBytes),
    },
    what,
    signal,
  });
  if (answer.code === 404 || answer.code === 400 || answer.code === 204) return undefined;
  if (answer.code !== 200) throw errorOfAnswer(what, answer.code, answer.text);
  return answer.text.startsWith(LOST_LOG) ? undefined : answer.text;
}
