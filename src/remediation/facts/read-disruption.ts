import { z } from "zod";
import { isReason } from "../../core/errors.ts";
import type { Action } from "../../domain/action.ts";
import type { WorkloadState } from "../../domain/workload-state.ts";
import type { ClusterReader, KubernetesObject, ObjectList } from "../../kubernetes/cluster-reader.ts";
import { recordOf, refOf } from "../../kubernetes/kubernetes-object.ts";
import { isSelectedBy, parseSelector } from "../../kubernetes/label-selector.ts";
import { podStateOf } from "../../kubernetes/pod-state.ts";
import { selectorWords, selects, serviceShapeOf } from "../../kubernetes/service-shape.ts";
import { readWorkloadState } from "../../kubernetes/workload-state.ts";
import { podTemplateOf } from "../actions/pod-template.ts";

const MOST_READ = 500;

/**
 * Why a change would take down more than a budget allows, or the last replica of a Service that serves: rollouts pass by
 * budgets, so that nobody but us asks. Null where it would not. A pod whose containers were ended serves nobody for sure,
 * and is nothing to lose.
 */
export async function readDisruption(
  reader: ClusterReader,
  { action, object }: { action: Action; object: KubernetesObject },
  signal: AbortSignal,
): Promise<string | null> {
  if (!mayTakeDown(action, object)) return null;
  const state = await readWorkloadState(reader, refOf(object), signal);
  const serving = state === undefined ? 0 : servingPods(state);
  const least = leastDuring(action, object, serving);
  if (state === undefined || serving === 0 || least >= serving) return null;
  const labels = labelsOf(object);
  const namespace = object.metadata.namespace ?? "";
  return (
    (await belowBudget(reader, { namespace, labels, least }, signal)) ??
    (await lastOfService(reader, { namespace, labels, state, least }, signal)) ??
    null
  );
}

/** Whether it is worth while to look: most rollouts make a new pod before they end an old one. */
function mayTakeDown(action: Action, object: KubernetesObject): boolean {
  if (action.target.namespace === "" || podTemplateOf(object) === undefined) return false;
  const { replicas } = recordOf(object.spec);
  const all = typeof replicas === "number" ? replicas : 1;
  return leastDuring(action, object, all) < all;
}

function servingPods({ pods }: WorkloadState): number {
  return pods.filter(
    (pod) => pod.isReady && !pod.isTerminating && pod.containers.every(({ lastEnd }) => lastEnd === null),
  ).length;
}

/** How many of those that serve are left at the worst moment of the change. */
export function leastDuring(action: Action, object: KubernetesObject, serving: number): number {
  if (action.type === "SetScale")
    return Math.max(0, serving - Math.max(0, action.parameters.from - action.parameters.to));
  if (action.proof.kind !== "rollout") return serving;
  return Math.max(0, serving - unavailableOf(object));
}

const strategySchema = z.looseObject({
  replicas: z.number().optional(),
  strategy: z.looseObject({ type: z.string().optional(), rollingUpdate: z.unknown().optional() }).optional(),
  updateStrategy: z
    .looseObject({ type: z.string().optional(), rollingUpdate: z.unknown().optional() })
    .optional(),
});

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable: a share is rounded down. */
function unavailableOf({ kind, spec }: KubernetesObject): number {
  const { replicas = 1, strategy, updateStrategy } = strategySchema.safeParse(spec ?? {}).data ?? {};
  if (kind === "StatefulSet") return 1;
  if (kind === "DaemonSet") {
    const { maxUnavailable = 1 } = recordOf(updateStrategy?.rollingUpdate);
    return typeof maxUnavailable === "number" ? maxUnavailable : 1;
  }
  if (kind !== "Deployment") return 0;
  if (strategy?.type === "Recreate") return Number.POSITIVE_INFINITY;
  const { maxUnavailable = "25%" } = recordOf(strategy?.rollingUpdate);
  if (typeof maxUnavailable === "number") return maxUnavailable;
  const percent = Number(String(maxUnavailable).replace("%", ""));
  return Number.isFinite(percent) ? Math.floor((percent / 100) * replicas) : 0;
}

const labelsOf = (object: KubernetesObject) =>
  recordOf(recordOf(recordOf(podTemplateOf(object)).metadata).labels) as Record<string, string>;

const budgetSchema = z.looseObject({
  spec: z.looseObject({ selector: z.unknown() }),
  status: z.looseObject({ desiredHealthy: z.number(), currentHealthy: z.number() }),
});

async function belowBudget(
  reader: ClusterReader,
  { namespace, labels, least }: { namespace: string; labels: Record<string, string>; least: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  const type = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" };
  for (const item of await listAllowed(reader, type, namespace, signal)) {
    const budget = budgetSchema.safeParse(item).data;
    const selector = parseSelector(budget?.spec.selector);
    if (budget === undefined || selector === undefined || !isSelectedBy(selector, labels)) continue;
    const { desiredHealthy } = budget.status;
    if (least < desiredHealthy)
      return `PodDisruptionBudget ${item.metadata.name} wants ${desiredHealthy} pods that are well, and the change may leave ${least}`;
  }
  return undefined;
}

async function lastOfService(
  reader: ClusterReader,
  of: { namespace: string; labels: Record<string, string>; state: WorkloadState; least: number },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (of.least > 0) return undefined;
  const own = new Set(of.state.pods.map(({ uid }) => uid));
  for (const service of await listAllowed(
    reader,
    { apiVersion: "v1", kind: "Service" },
    of.namespace,
    signal,
  )) {
    const { selector } = serviceShapeOf(service);
    if (!selects(selector, of.labels)) continue;
    const pods = await reader.list(
      { apiVersion: "v1", kind: "Pod" },
      { namespace: of.namespace, labelSelector: selectorWords(selector), limit: MOST_READ },
      signal,
    );
    const others = pods.items.filter((pod) => !own.has(pod.metadata.uid ?? "") && podStateOf(pod).isReady);
    if (others.length === 0)
      return `the change may take down the last ready replica of Service ${service.metadata.name}`;
  }
  return undefined;
}

async function listAllowed(
  reader: ClusterReader,
  type: { apiVersion: string; kind: string },
  namespace: string,
  signal: AbortSignal,
): Promise<ObjectList["items"]> {
  try {
    return (await reader.list(type, { namespace, limit: MOST_READ }, signal)).items;
  } catch (error) {
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return [];
    throw error;
  }
}
