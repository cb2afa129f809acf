import { quotaUsage } from "../api/admission/quota-usage.ts";
import type { ApiMachinery } from "../api/api-machinery.ts";
import { type Budget, budgetState } from "../api/budget-state.ts";
import { createEventRecorder } from "../api/event-recorder.ts";
import type { StoreChange } from "../store/object-store.ts";
import type { Condition, Pod, ResourceQuota } from "../store/objects.ts";
import { isPodOver, isPodReady, withCondition } from "../store/pod-state.ts";
import { sameJson } from "../store/same-json.ts";
import { STATUS } from "./controller.ts";

const BUDGETS = "poddisruptionbudgets.policy";

/** What budgets and quotas count of a pod. */
const countedOf = (pod: Pod) => [
  pod.metadata.labels,
  pod.metadata.deletionTimestamp !== undefined,
  isPodReady(pod),
  isPodOver(pod),
];

const selectorText = ({ spec: { selector } }: Budget): string => {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}: ${value},`);
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{},}`;
};

/** Keeps what ResourceQuotas and PodDisruptionBudgets say of the objects that there are. */
export function runBudgetControllers(api: ApiMachinery): () => void {
  const events = createEventRecorder(api, { component: "controllermanager" });

  const syncQuota = (quota: ResourceQuota) => {
    const status = { hard: quota.spec.hard, used: quotaUsage(api.store, quota) };
    api.update("resourcequotas", { ...quota, status }, STATUS);
  };

  const tell = (about: Budget, { pods, unmanaged, failure }: ReturnType<typeof budgetState>) => {
    const event = (type: "Normal" | "Warning", reason: string, message: string) =>
      events.record({ about, type, reason, message });
    if (pods.length === 0) event("Normal", "NoPods", "No matching pods found");
    if (unmanaged)
      event(
        "Warning",
        "UnmanagedPods",
        `Pods selected by this PodDisruptionBudget (selector: ${selectorText(about)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      );
    if (failure !== undefined)
      event(
        "Warning",
        "CalculateExpectedPodCountFailed",
        `Failed to calculate the number of expected pods: ${failure}`,
      );
  };

  const syncBudget = (budget: Budget) => {
    const state = budgetState(api, budget);
    const { healthy, expected, desiredHealthy, disruptionsAllowed, failure } = state;
    const isAllowed = disruptionsAllowed > 0;
    const observedGeneration = budget.metadata.generation ?? 1;
    const condition: Condition = {
      type: "DisruptionAllowed",
      status: isAllowed ? "True" : "False",
      reason: failure !== undefined ? "SyncFailed" : isAllowed ? "SufficientPods" : "InsufficientPods",
      message: failure ?? "",
      observedGeneration,
      lastTransitionTime: api.loop.timestamp(),
    };
    const status = {
      conditions: withCondition(budget.status?.conditions ?? [], condition),
      currentHealthy: healthy,
      desiredHealthy,
      disruptionsAllowed,
      expectedPods: expected,
      observedGeneration,
    };
    const before = budget.status;
    api.update(BUDGETS, { ...budget, status }, STATUS);
    if (before === undefined || !sameJson(before.expectedPods, expected)) tell(budget, state);
  };

  const requestQuotas = (namespace: string) => {
    if (api.store.list("resourcequotas", namespace).length === 0) return;
    api.loop.enqueue(`quotas/${namespace}`, () => {
      for (const quota of api.store.list("resourcequotas", namespace)) syncQuota(quota as ResourceQuota);
    });
  };
  const requestBudgets = (namespace: string) => {
    if (api.store.list(BUDGETS, namespace).length === 0) return;
    api.loop.enqueue(`budgets/${namespace}`, () => {
      for (const budget of api.store.list(BUDGETS, namespace)) syncBudget(budget as Budget);
    });
  };

  return api.store.onChange(({ resource, object, previous, type }: StoreChange) => {
    const { namespace = "" } = object.metadata;
    const isPod = resource === "pods";
    const isCounted =
      isPod && (type !== "MODIFIED" || !sameJson(countedOf(object as Pod), countedOf(previous as Pod)));
    const isWorkload = object.spec !== previous?.spec && resource.endsWith(".apps");
    if (isCounted || resource === BUDGETS || isWorkload) requestBudgets(namespace);
    const isOther =
      !isPod && resource !== "events" && (type !== "MODIFIED" || object.spec !== previous?.spec);
    if (isCounted || resource === "resourcequotas" || isOther) requestQuotas(namespace);
  });
}
