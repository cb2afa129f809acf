import type { NodeObject, PodSpec } from "./objects.ts";
import { affinityOf, type NodeSelector, type NodeSelectorTerm } from "./placement.ts";
import { selectorMatches } from "./selectors.ts";

function termMatches(term: NodeSelectorTerm, node: NodeObject): boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length + matchFields.length === 0) return false;
  const isNamed = matchFields.every(({ operator, values = [] }) => {
    const isIn = values.includes(node.metadata.name);
    return operator === "NotIn" ? !isIn : isIn;
  });
  return isNamed && selectorMatches({ matchExpressions }, node.metadata.labels);
}

/** One term is enough; of a term every expression must hold. */
export const nodeSelectorMatches = (selector: NodeSelector | undefined, node: NodeObject): boolean =>
  selector === undefined || selector.nodeSelectorTerms.some((term) => termMatches(term, node));

/** Whether a node has what the pod's selector and required affinity ask for. */
export const isNodeChosen = (spec: PodSpec, node: NodeObject): boolean =>
  Object.entries(spec.nodeSelector ?? {}).every(([key, value]) => node.metadata.labels?.[key] === value) &&
  nodeSelectorMatches(affinityOf(spec).nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution, node);
