import type { NodeView, Taint } from "./node-view.ts";
import { type Expression, type Placement, requiredTerms, type Term, type Toleration } from "./placement.ts";

/** Whether nodeSelector and the required node affinity accept the node. */
export function isSelected(placement: Placement, node: NodeView): boolean {
  const terms = requiredTerms(placement);
  return (
    Object.entries(placement.nodeSelector ?? {}).every(([key, value]) => node.labels[key] === value) &&
    (terms.length === 0 || terms.some((term) => isTermMet(term, node)))
  );
}

/** A term without any expression matches nothing. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ */
export function isTermMet({ matchExpressions, matchFields }: Term, node: NodeView): boolean {
  const expressions = matchExpressions ?? [];
  const fields = matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((one) => isMet(one, node.labels[one.key])) &&
    fields.every((one) => isMet(one, one.key === "metadata.name" ? node.name : undefined))
  );
}

export function isMet({ operator, values }: Expression, value: string | undefined): boolean {
  const list = values ?? [];
  switch (operator) {
    case "In":
      return value !== undefined && list.includes(value);
    case "NotIn":
      return value === undefined || !list.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(list[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(list[0]);
    default:
      return false;
  }
}

/** The taints that keep the pod away: PreferNoSchedule only discourages. */
export function untolerated(placement: Placement, node: NodeView): Taint[] {
  return node.taints.filter(
    (taint) =>
      taint.effect !== "PreferNoSchedule" &&
      !(placement.tolerations ?? []).some((toleration) => tolerates(toleration, taint)),
  );
}

function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (!key) return operator === "Exists";
  if (key !== taint.key) return false;
  return operator === "Exists" || (value ?? "") === taint.value;
}
