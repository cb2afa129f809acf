import { z } from "zod";
import type { Clock } from "../core/clock.ts";
import { OperationError } from "../core/errors.ts";
import type { ApiConnection } from "./api-connection.ts";
import { errorOfAnswer } from "./api-error.ts";

export interface Resource {
  plural: string;
  isNamespaced: boolean;
}

/** What the server serves under a group and version; the built-in kinds that we ask for often need no request. */
export interface Resources {
  /** Throws OperationError `not-found` where the server does not serve the kind. */
  ofKind(apiVersion: string, kind: string, signal: AbortSignal): Promise<Resource>;
  serves(apiVersion: string, resource: string, signal: AbortSignal): Promise<boolean>;
}

const BUILT_IN: Record<string, Record<string, Resource>> = {
  v1: {
    ConfigMap: { plural: "configmaps", isNamespaced: true },
    Endpoints: { plural: "endpoints", isNamespaced: true },
    Event: { plural: "events", isNamespaced: true },
    LimitRange: { plural: "limitranges", isNamespaced: true },
    Namespace: { plural: "namespaces", isNamespaced: false },
    Node: { plural: "nodes", isNamespaced: false },
    PersistentVolume: { plural: "persistentvolumes", isNamespaced: false },
    PersistentVolumeClaim: { plural: "persistentvolumeclaims", isNamespaced: true },
    Pod: { plural: "pods", isNamespaced: true },
    ReplicationController: { plural: "replicationcontrollers", isNamespaced: true },
    ResourceQuota: { plural: "resourcequotas", isNamespaced: true },
    Service: { plural: "services", isNamespaced: true },
  },
  "apps/v1": {
    ControllerRevision: { plural: "controllerrevisions", isNamespaced: true },
    DaemonSet: { plural: "daemonsets", isNamespaced: true },
    Deployment: { plural: "deployments", isNamespaced: true },
    ReplicaSet: { plural: "replicasets", isNamespaced: true },
    StatefulSet: { plural: "statefulsets", isNamespaced: true },
  },
  "batch/v1": {
    CronJob: { plural: "cronjobs", isNamespaced: true },
    Job: { plural: "jobs", isNamespaced: true },
  },
  "autoscaling/v2": { HorizontalPodAutoscaler: { plural: "horizontalpodautoscalers", isNamespaced: true } },
};

/** "v1" or "group/v1"; anything else would be a path of somebody's choice. */
const API_VERSION = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?v[a-z0-9]+$/;
const CACHE_MS = 5 * 60_000;
const discoverySchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
type Discovered = z.infer<typeof discoverySchema>["resources"];

export function createResources(deps: { connection: ApiConnection; clock: Clock }): Resources {
  const cache = new Map<string, { until: number; resources: Discovered }>();

  const discover = async (apiVersion: string, signal: AbortSignal): Promise<Discovered> => {
    if (!API_VERSION.test(apiVersion)) return [];
    const now = deps.clock.now().getTime();
    const cached = cache.get(apiVersion);
    if (cached !== undefined && cached.until > now) return cached.resources;
    const what = `list the resources of ${apiVersion}`;
    const answer = await deps.connection.send({
      verb: "get",
      path: groupVersionPath(apiVersion),
      what,
      signal,
    });
    if (answer.code !== 200 && answer.code !== 404) throw errorOfAnswer(what, answer.code, answer.text);
    const resources = answer.code === 404 ? [] : discoverySchema.parse(JSON.parse(answer.text)).resources;
    cache.set(apiVersion, { until: now + CACHE_MS, resources });
    return resources;
  };

  return {
    async ofKind(apiVersion, kind, signal) {
      const builtIn = own(own(BUILT_IN, apiVersion), kind);
      if (builtIn !== undefined) return builtIn;
      const found = (await discover(apiVersion, signal)).find(
        (one) => one.kind === kind && !one.name.includes("/"),
      );
      if (found !== undefined) return { plural: found.name, isNamespaced: found.namespaced };
      throw new OperationError(`the API server does not serve ${apiVersion} ${kind}`, {
        reason: "not-found",
        retryable: false,
      });
    },
    async serves(apiVersion, resource, signal) {
      return (await discover(apiVersion, signal)).some((one) => one.name === resource);
    },
  };
}

/** Kinds come from owner references and alerts: `constructor` is none of ours. */
function own<T>(table: Record<string, T> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

export function collectionPath(
  apiVersion: string,
  resource: Resource,
  namespace: string | undefined,
): string {
  const base = groupVersionPath(apiVersion);
  return resource.isNamespaced && namespace !== undefined && namespace !== ""
    ? `${base}/namespaces/${encodeURIComponent(namespace)}/${resource.plural}`
    : `${base}/${resource.plural}`;
}
