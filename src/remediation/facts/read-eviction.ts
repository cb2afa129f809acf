import { z } from "zod";
import { isReason } from "../../core/errors.ts";
import type { ClusterReader, KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { controllerOf, recordOf } from "../../kubernetes/kubernetes-object.ts";
import { isSelectedBy, parseSelector } from "../../kubernetes/label-selector.ts";
import { podStateOf } from "../../kubernetes/pod-state.ts";

/** Why a pod is not evicted now, or null. Throws what the reader throws. */
export async function readEvictionRefusal(
  reader: ClusterReader,
  wanted: { namespace: string; pod: string; uid: string },
  signal: AbortSignal,
): Promise<string | null> {
  const { namespace, pod: name } = wanted;
  const pod = await reader.get({ apiVersion: "v1", kind: "Pod", namespace, name }, signal);
  if (pod === undefined || pod.metadata.uid !== wanted.uid) return `pod ${name} is not there any more`;
  if (pod.metadata.deletionTimestamp !== undefined) return `pod ${name} is being deleted already`;
  if (controllerOf(pod) === undefined) return `nothing would make pod ${name} anew`;
  return budgetRefusal(pod, await budgetsOf(reader, namespace, signal)) ?? null;
}

async function budgetsOf(
  reader: ClusterReader,
  namespace: string,
  signal: AbortSignal,
): Promise<KubernetesObject[]> {
  try {
    const type = { apiVersion: "policy/v1", kind: "PodDisruptionBudget" };
    return (await reader.list(type, { namespace }, signal)).items;
  } catch (error) {
    // The server refuses by itself where a budget does; it is asked by a dry run first.
    if (isReason(error, "forbidden") || isReason(error, "not-found")) return [];
    throw error;
  }
}

const statusSchema = z.looseObject({
  currentHealthy: z.number().default(0),
  desiredHealthy: z.number().default(0),
  disruptionsAllowed: z.number().default(0),
});

/**
 * What the API server would answer with 429. A pod that is not ready may go while its budget is met, and not while it is
 * disrupted, unless the budget says AlwaysAllow: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export function budgetRefusal(
  pod: KubernetesObject,
  budgets: readonly KubernetesObject[],
): string | undefined {
  const { isReady, phase } = podStateOf(pod);
  if (phase === "Pending" || phase === "Succeeded" || phase === "Failed") return undefined;
  const own = budgets.filter(({ spec }) => selects(recordOf(spec).selector, pod.metadata.labels ?? {}));
  if (own.length > 1)
    return `pod ${pod.metadata.name} has ${own.length} disruption budgets, and the API server then evicts nothing`;
  const [budget] = own;
  if (budget === undefined) return undefined;
  const status = statusSchema.parse(budget.status ?? {});
  const isAlwaysAllowed = recordOf(budget.spec).unhealthyPodEvictionPolicy === "AlwaysAllow";
  const isMet = status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
  if (!isReady && (isAlwaysAllowed || isMet)) return undefined;
  if (status.disruptionsAllowed > 0) return undefined;
  return `disruption budget ${budget.metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy}, so pod ${pod.metadata.name} may not be evicted now`;
}

/** A budget with an empty selector is one for all pods of its namespace. */
function selects(value: unknown, labels: Record<string, string>): boolean {
  const selector = parseSelector(value);
  if (selector === undefined) return false;
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
  return isEmpty || isSelectedBy(selector, labels);
}
