import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import { quotaUsage } from "../api/admission/quota-usage.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import { budgetState } from "../api/evict-pod.ts";
import type { ResourceQuota } from "../store/objects.ts";
import { STATUS } from "./controller.ts";

type Budget = Parameters<typeof budgetState>[1];
const BUDGETS = "poddisruptionbudgets.policy";

/** Keeps what ResourceQuotas and PodDisruptionBudgets say of the pods that there are. */
export function runBudgetControllers(api: ApiMachinery): () => void {
  const syncQuota = (quota: ResourceQuota) => {
    const status = { hard: quota.spec.hard, used: quotaUsage(api.store, quota) };
    api.update("resourcequotas", { ...quota, status }, STATUS);
  };

  const syncBudget = (budget: Budget) => {
    const { healthy, expected, desiredHealthy, disruptionsAllowed } = budgetState(api, budget);
    const isAllowed = disruptionsAllowed > 0;
    const before = (budget.status as { conditions?: { status: string }[] } | undefined)?.conditions ?? [];
    const condition = {
      type: "DisruptionAllowed",
      status: isAllowed ? "True" : "False",
      reason: isAllowed ? "SufficientPods" : "InsufficientPods",
      message: "",
      observedGeneration: budget.metadata.generation ?? 1,
      lastTransitionTime: api.loop.timestamp(),
    };
    const status = {
      conditions: before[0]?.status === condition.status ? before : [condition],
      currentHealthy: healthy,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods: expected,
      observedGeneration: budget.metadata.generation ?? 1,
    };
    api.update(BUDGETS, { ...budget, status }, STATUS);
  };

  const syncAll = (namespace: string) => {
    for (const quota of api.store.list("resourcequotas", namespace)) syncQuota(quota as ResourceQuota);
    for (const budget of api.store.list(BUDGETS, namespace)) syncBudget(budget as Budget);
  };

  return api.store.onChange(({ resource, object }: { resource: string; object: KubernetesObject }) => {
    if (!["pods", "resourcequotas", BUDGETS].includes(resource)) return;
    const { namespace = "" } = object.metadata;
    api.loop.enqueue(`budgets/${namespace}`, () => syncAll(namespace));
  });
}
