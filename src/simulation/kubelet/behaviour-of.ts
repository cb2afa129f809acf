import type { Container, Pod } from "../store/objects.ts";
import { MEBIBYTE, parseQuantity } from "../store/quantity.ts";
import type { Behaviour, BehaviourMatch, BehaviourRule } from "./behaviour.ts";
import { declaredNeedBytes, isStress } from "./declared-need.ts";

const limitOf = (container: Container): number =>
  parseQuantity(container.resources?.limits?.memory) ?? Number.POSITIVE_INFINITY;

function matches(match: BehaviourMatch, pod: Pod, container: Container): boolean {
  const labels = pod.metadata.labels ?? {};
  const limit = limitOf(container) / MEBIBYTE;
  const { workload } = match;
  return (
    (match.namespace === undefined || match.namespace === pod.metadata.namespace) &&
    (workload === undefined ||
      pod.metadata.name === workload ||
      pod.metadata.name.startsWith(`${workload}-`)) &&
    Object.entries(match.labels ?? {}).every(([key, value]) => labels[key] === value) &&
    (match.container === undefined || match.container === container.name) &&
    (match.image === undefined || match.image === container.image) &&
    limit >= (match.memoryLimitAtLeastMebibytes ?? 0) &&
    (match.memoryLimitBelowMebibytes === undefined || limit < match.memoryLimitBelowMebibytes)
  );
}

export function behaviourOf(rules: readonly BehaviourRule[], pod: Pod, container: Container): Behaviour {
  const rule = rules.findLast(({ match }) => matches(match, pod, container));
  if (rule) return rule.behaviour;
  const needBytes = isStress(container) ? declaredNeedBytes(container) : undefined;
  if (needBytes === undefined) return { kind: "runs-well" };
  return { kind: "needs-memory", mebibytes: needBytes / MEBIBYTE, killed: "child" };
}
