/** What may change an objection, so that the pod is tried again then. */
export type Hint = "node" | "pod" | "volume";

/** Why one node cannot take a pod, in the scheduler's words. */
export interface Objection {
  reasons: string[];
  /** Whether taking other pods away might help: the scheduler says so of each node. */
  isHelpedByPreemption: boolean;
  hint: Hint;
}

export const firm = (reason: string, hint: Hint = "node"): Objection => ({
  reasons: [reason],
  isHelpedByPreemption: false,
  hint,
});
export const soft = (reason: string): Objection => ({
  reasons: [reason],
  isHelpedByPreemption: true,
  hint: "pod",
});

const counted = (texts: readonly string[]): string => {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => `${count} ${text}`)
    .sort()
    .join(", ");
};

/** Source: FitError and the preemption of pkg/scheduler/framework of Kubernetes 1.34. */
export function refusalText(objections: readonly Objection[]): string {
  if (objections.length === 0) return "no nodes available to schedule pods";
  const of = `0/${objections.length} nodes are available`;
  const preemption = counted(
    objections.map(({ isHelpedByPreemption }) =>
      isHelpedByPreemption
        ? "No preemption victims found for incoming pod"
        : "Preemption is not helpful for scheduling",
    ),
  );
  const reasons = counted(objections.flatMap((objection) => objection.reasons));
  return `${of}: ${reasons}. no new claims to deallocate, preemption: ${of}: ${preemption}.`;
}

/** A refusal for the pod's own sake, before any node was looked at; "not found" is what 1.34 says of preemption then. */
export const refusalBeforeNodes = (nodes: number, why: string): string =>
  nodes === 0 ? "no nodes available to schedule pods" : `0/${nodes} nodes are available: ${why}. not found`;
