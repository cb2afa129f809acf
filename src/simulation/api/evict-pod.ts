import type { Pod } from "../store/objects.ts";
import { conditionOf, isPodReady } from "../store/pod-state.ts";
import { selectorMatches } from "../store/selectors.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { type Budget, budgetState } from "./budget-state.ts";
import { getObject } from "./read-objects.ts";
import { type ApiRequest, parseObject } from "./request.ts";
import { StatusError, tooManyRequests } from "./status-error.ts";
import type { Answer } from "./write-objects.ts";

/** A pod that does not run yet, or no more, or goes anyway, disrupts nothing. */
const isFree = ({ status, metadata }: Pod): boolean =>
  ["Pending", "Succeeded", "Failed"].includes(status?.phase ?? "Pending") ||
  metadata.deletionTimestamp !== undefined;

function refusalOf(api: ApiMachinery, budget: Budget): StatusError | undefined {
  const { healthy, desiredHealthy, disruptionsAllowed } = budgetState(api, budget);
  if (disruptionsAllowed > 0) return undefined;
  const { name } = budget.metadata;
  const condition = conditionOf(budget.status, "DisruptionAllowed");
  const message =
    condition?.reason === "SyncFailed"
      ? `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${condition.message}`
      : `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${healthy} currently`;
  return tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", [
    { reason: "DisruptionBudget", message },
  ]);
}

/** A pod that is not ready may go while the budget is met without it, or always where the budget says so. */
function mayGoUnready(api: ApiMachinery, budget: Budget, pod: Pod): boolean {
  if (isPodReady(pod)) return false;
  if (budget.spec.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { healthy, desiredHealthy } = budgetState(api, budget);
  return healthy >= desiredHealthy && desiredHealthy > 0;
}

/** POST of an Eviction: deletes the pod unless a budget forbids it. */
export function evictPod(api: ApiMachinery, request: ApiRequest): Answer {
  const pod = getObject(api, request) as Pod;
  const body = request.body === "" ? {} : parseObject(request.body, "Eviction");
  const budgets = (api.store.list("poddisruptionbudgets.policy", request.namespace) as Budget[]).filter(
    (item) => selectorMatches(item.spec.selector, pod.metadata.labels),
  );
  const [budget] = budgets;
  if (budget && !isFree(pod)) {
    if (budgets.length > 1) {
      const message =
        "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
      throw new StatusError(500, "InternalError", message);
    }
    const refusal = mayGoUnready(api, budget, pod) ? undefined : refusalOf(api, budget);
    if (refusal) throw refusal;
  }
  const options = (body.deleteOptions ?? {}) as object;
  api.remove("pods", pod.metadata.namespace ?? "", pod.metadata.name, { ...options, dryRun: request.dryRun });
  return {
    code: 201,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
  };
}
