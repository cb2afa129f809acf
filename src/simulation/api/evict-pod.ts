import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { LabelSelector, Pod } from "../store/objects.ts";
import { isPodReady } from "../store/pod-state.ts";
import { selectorMatches } from "../store/selectors.ts";
import type { ApiMachinery } from "./api-machinery.ts";
import { getObject } from "./read-objects.ts";
import { type ApiRequest, parseObject } from "./request.ts";
import { tooManyRequests } from "./status-error.ts";
import type { Answer } from "./write-objects.ts";

interface Budget extends KubernetesObject {
  spec: { selector?: LabelSelector; minAvailable?: number | string; maxUnavailable?: number | string };
}

export interface BudgetState {
  healthy: number;
  expected: number;
  desiredHealthy: number;
  disruptionsAllowed: number;
}

const share = (value: number | string, total: number): number =>
  typeof value === "number" ? value : Math.ceil((Number.parseFloat(value) / 100) * total);

/** How many pods of a PodDisruptionBudget may go now. */
export function budgetState(api: ApiMachinery, budget: Budget): BudgetState {
  const pods = (api.store.list("pods", budget.metadata.namespace) as Pod[]).filter(
    (pod) => selectorMatches(budget.spec.selector, pod.metadata.labels) && !pod.metadata.deletionTimestamp,
  );
  const expected = pods.length;
  const healthy = pods.filter(isPodReady).length;
  const { minAvailable, maxUnavailable } = budget.spec;
  const desiredHealthy =
    maxUnavailable === undefined
      ? share(minAvailable ?? 0, expected)
      : expected - share(maxUnavailable, expected);
  return { healthy, expected, desiredHealthy, disruptionsAllowed: Math.max(0, healthy - desiredHealthy) };
}

/** POST of an Eviction: deletes the pod unless a budget forbids it. */
export function evictPod(api: ApiMachinery, request: ApiRequest): Answer {
  const pod = getObject(api, request) as Pod;
  const body = request.body === "" ? {} : parseObject(request.body, "Eviction");
  const budgets = api.store.list("poddisruptionbudgets.policy", request.namespace) as Budget[];
  for (const budget of budgets.filter((item) => selectorMatches(item.spec.selector, pod.metadata.labels))) {
    const { healthy, desiredHealthy, disruptionsAllowed } = budgetState(api, budget);
    if (disruptionsAllowed > 0 || !isPodReady(pod)) continue;
    const { name } = budget.metadata;
    const message = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${healthy} currently`;
    throw tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", [
      { reason: "DisruptionBudget", message, field: "" },
    ]);
  }
  const options = (body.deleteOptions ?? {}) as object;
  api.remove("pods", pod.metadata.namespace ?? "", pod.metadata.name, { ...options, dryRun: request.dryRun });
  return {
    code: 201,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 },
  };
}
