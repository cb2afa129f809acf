import { type ActionDefinition, forAPerson } from "./action-definition.ts";

/** Beyond any policy; how many are allowed without one is in policy/bounds.ts. */
const MOST_REPLICAS = 1000;

/** How many replicas a workload has. */
export const setScale: ActionDefinition<"SetScale"> = {
  type: "SetScale",
  targetKinds: ["Deployment", "StatefulSet"],
  proof: () => "rollout",
  compile(_object, { from, to, basis }) {
    if (!Number.isInteger(to) || to < 1) return { refusal: "a repair never scales to zero" };
    if (to > MOST_REPLICAS) return { refusal: `${to} replicas are more than ${MOST_REPLICAS}` };
    return {
      edits: [{ pointer: "/spec/replicas", from, to }],
      sentence: `replicas: ${from} -> ${to} (${basis})`,
    };
  },
  risks: ({ from }) => [
    from === 0
      ? { weight: 1, reason: "somebody may have scaled it to zero on purpose" }
      : { weight: 0, reason: "more pods take more room" },
  ],
  verdict: () => forAPerson("another number of replicas"),
};

/** How many replicas an autoscaler may make. */
export const setAutoscalerBounds: ActionDefinition<"SetAutoscalerBounds"> = {
  type: "SetAutoscalerBounds",
  targetKinds: ["HorizontalPodAutoscaler"],
  proof: () => "health",
  compile(_object, { from, to, basis }) {
    if (to <= from) return { refusal: "the maximum is only ever raised" };
    if (to > MOST_REPLICAS) return { refusal: `${to} replicas are more than ${MOST_REPLICAS}` };
    return {
      edits: [{ pointer: "/spec/maxReplicas", from, to }],
      sentence: `maximum replicas: ${from} -> ${to} (${basis})`,
    };
  },
  risks: () => [{ weight: 1, reason: "more pods take more room, and cost more" }],
  verdict: () => forAPerson("another maximum"),
};

/** How many pods of a budget may be away at a time; never none, never all. */
export const setBudget: ActionDefinition<"SetBudget"> = {
  type: "SetBudget",
  targetKinds: ["PodDisruptionBudget"],
  proof: () => "health",
  compile(_object, { field, from, to, basis }) {
    const isNothing = typeof to === "number" ? to <= 0 : Number.parseInt(to, 10) <= 0;
    if (isNothing && field === "minAvailable") return { refusal: "a budget of nothing protects nothing" };
    if (isNothing) return { refusal: "a budget that allows nothing can never be met" };
    if (to === "100%")
      return {
        refusal:
          field === "minAvailable"
            ? "a budget of all pods can never be met"
            : "a budget that lets all pods go protects nothing",
      };
    return {
      edits: [{ pointer: `/spec/${field}`, from, to }],
      sentence: `${field}: ${from} -> ${to} (${basis})`,
    };
  },
  risks: () => [{ weight: 1, reason: "fewer pods may be left while a node is drained" }],
  verdict: () => forAPerson("another budget"),
};
