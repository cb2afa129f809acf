import { isSelectedBy, type LabelSelector } from "../../kubernetes/label-selector.ts";

/** As NetworkPolicies select: an empty selector takes everything. One that was not understood takes nothing. */
export function selects(selector: LabelSelector | undefined, labels: Record<string, string>): boolean {
  if (selector === undefined) return false;
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  return isEmpty || isSelectedBy(selector, labels);
}
