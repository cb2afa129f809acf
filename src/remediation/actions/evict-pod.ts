import { type ActionDefinition, forAPerson } from "./action-definition.ts";

/**
 * One stuck pod of a workload, through the eviction API, so that budgets hold; its controller makes another one. The
 * target is the workload, which lives on when the pod is gone.
 */
export const evictPod: ActionDefinition<"EvictPod"> = {
  type: "EvictPod",
  targetKinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
  proof: () => "health",
  oneWay: "a pod that was evicted does not come back",
  compile(_object, parameters) {
    if (parameters.uid === "") return { refusal: "which pod is meant is not known" };
    return { step: parameters, sentence: `evict pod ${parameters.pod} (${parameters.basis})` };
  },
  risks: () => [{ weight: 1, reason: "what the pod was doing is lost" }],
  verdict: () => forAPerson("to evict a pod"),
};
