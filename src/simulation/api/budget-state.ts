import type { KubernetesObject } from "../../kubernetes/cluster-reader.ts";
import type { Condition, LabelSelector, Pod } from "../store/objects.ts";
import { isPodReady } from "../store/pod-state.ts";
import { selectorMatches } from "../store/selectors.ts";
import type { ApiMachinery } from "./api-machinery.ts";

export interface Budget extends KubernetesObject {
  spec: {
    selector?: LabelSelector;
    minAvailable?: number | string;
    maxUnavailable?: number | string;
    unhealthyPodEvictionPolicy?: string;
  };
  status?: { conditions?: Condition[]; [field: string]: unknown };
}

export interface BudgetState {
  pods: Pod[];
  healthy: number;
  expected: number;
  desiredHealthy: number;
  disruptionsAllowed: number;
  /** Pods of nobody, where the budget needs the number that somebody wants. */
  unmanaged: boolean;
  /** Why the number of pods that should be there is not known. */
  failure: string | undefined;
}

const isShare = (value: number | string | undefined): value is string => typeof value === "string";
const share = (value: number | string, total: number): number =>
  isShare(value) ? Math.ceil((Number.parseFloat(value) / 100) * total) : value;

type Scale = { replicas: number } | { failure: string } | undefined;

/** How many pods the top of the pod's owners wants. */
function scaleOf(api: ApiMachinery, pod: Pod): Scale {
  const controllerOf = (object: KubernetesObject) =>
    object.metadata.ownerReferences?.find(({ controller }) => controller === true);
  let owner = controllerOf(pod);
  if (!owner) return undefined;
  for (;;) {
    const found = api.store.byUid(owner.uid);
    if (!found) return { failure: `${owner.kind.toLowerCase()}s ${JSON.stringify(owner.name)} not found` };
    const above = controllerOf(found.object);
    if (!above || !api.store.byUid(above.uid)) {
      const { replicas } = (found.object.spec ?? {}) as { replicas?: number };
      const { kind } = found.object;
      if (replicas !== undefined) return { replicas };
      const plural = `${kind.toLowerCase()}s.${found.object.apiVersion.split("/")[0]}`;
      return { failure: `${plural} does not implement the scale subresource` };
    }
    owner = above;
  }
}

/** Source: pkg/controller/disruption of Kubernetes. */
export function budgetState(api: ApiMachinery, budget: Budget): BudgetState {
  const pods = (api.store.list("pods", budget.metadata.namespace) as Pod[]).filter((pod) =>
    selectorMatches(budget.spec.selector, pod.metadata.labels),
  );
  const { minAvailable, maxUnavailable } = budget.spec;
  const healthy = pods.filter((pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp).length;
  let expected = pods.length;
  let failure: string | undefined;
  let unmanaged = false;
  if (maxUnavailable !== undefined || isShare(minAvailable)) {
    const scales = new Map<string, number>();
    for (const pod of pods) {
      const scale = scaleOf(api, pod);
      const uid = pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid ?? "";
      if (scale === undefined) unmanaged = true;
      else if ("failure" in scale) failure ??= scale.failure;
      else scales.set(topOf(api, uid), scale.replicas);
    }
    expected = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
  }
  const desiredHealthy =
    maxUnavailable === undefined
      ? share(minAvailable ?? 0, expected)
      : Math.max(0, expected - share(maxUnavailable, expected));
  const allowed = failure !== undefined || expected <= 0 ? 0 : Math.max(0, healthy - desiredHealthy);
  return { pods, healthy, expected, desiredHealthy, disruptionsAllowed: allowed, unmanaged, failure };
}

function topOf(api: ApiMachinery, uid: string): string {
  const above = api.store.byUid(uid)?.object.metadata.ownerReferences?.find(({ controller }) => controller);
  return above ? topOf(api, above.uid) : uid;
}
