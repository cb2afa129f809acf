import type { Container, Labels, Pod } from "../store/objects.ts";
import { MEBIBYTE, parseQuantity } from "../store/quantity.ts";
import { declaredNeedBytes, isStress } from "./declared-need.ts";

/** How a container behaves each time it runs. Times are of the cluster's clock. */
export type Behaviour =
  | { kind: "runs-well" }
  /** Needs this much soon after its start; killed where the limit is lower. */
  | { kind: "needs-memory"; mebibytes: number; afterMs?: number; killed?: "child" | "main"; log?: string[] }
  /** Grows without end; killed when it reaches the limit, so later in proportion to a higher one. */
  | {
      kind: "leaks";
      baseMebibytes: number;
      mebibytesPerSecond: number;
      killed?: "child" | "main";
      log?: string[];
    }
  | { kind: "crashes"; afterMs: number; exitCode: number; log?: string[] }
  | { kind: "never-ready"; log?: string[] }
  | { kind: "starts-slowly"; readyAfterMs: number; log?: string[] }
  | { kind: "completes"; afterMs: number; log?: string[] };

export interface BehaviourMatch {
  namespace?: string;
  /** Start of the pod's name, which is the workload's name. */
  workload?: string;
  labels?: Labels;
  container?: string;
  image?: string;
  /** Only where the container's memory limit is at least, or below, this. */
  memoryLimitAtLeastMebibytes?: number;
  memoryLimitBelowMebibytes?: number;
}

/** The last rule that matches decides; without one, `stress` behaves as its arguments say and all else runs well. */
export interface BehaviourRule {
  match: BehaviourMatch;
  behaviour: Behaviour;
}

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
